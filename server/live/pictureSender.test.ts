import { beforeEach, expect, test } from 'vitest';
import type { Picture } from '../rooms/roomStore.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { PictureSender } from './pictureSender.ts';

let clock: ManualClock;
let sent: string[];
let behind: boolean;
let sender: PictureSender;

beforeEach(() => {
  clock = new ManualClock();
  sent = [];
  behind = false;
  const send = (kind: string, { stamp }: Picture) => {
    if (!behind) sent.push(`${kind} ${stamp.version}`);
    return !behind;
  };
  sender = new PictureSender({ send }, clock);
});

function picture(version: number, final: boolean): Picture {
  const stamp = { version, final, tailSeq: 0, stateVector: new Uint8Array(), timings: {} };
  return {
    stamp: { ...stamp, engine: 'e', modelVersion: 'm', size: 512, mime: 'image/webp' },
    image: new Uint8Array(),
  };
}

test('F7 drafts that come too fast are dropped, four a second get through', () => {
  for (let i = 0; i < 40; i++) {
    sender.show('portrait', picture(i, false));
    clock.advance(25);
  }
  expect(sent.length).toBeGreaterThanOrEqual(7);
  expect(sent.length).toBeLessThanOrEqual(8);
});

test('F7 the last final picture always arrives, an older one that waited does not', () => {
  for (let i = 0; i < 4; i++) sender.show('portrait', picture(i, false));
  sender.show('portrait', picture(4, true));
  sender.show('portrait', picture(5, true));
  clock.advance(2_000);
  expect(sent.slice(4)).toEqual(['portrait 5']);
});

test('F7 a draft after a waiting final one is not overtaken by it', () => {
  for (let i = 0; i < 4; i++) sender.show('portrait', picture(i, false));
  sender.show('portrait', picture(4, true));
  sender.show('portrait', picture(5, false));
  clock.advance(2_000);
  expect(sent.slice(4)).toEqual([]);
});

test('F7 L7 a socket that is behind gets the final picture once it has caught up', () => {
  behind = true;
  sender.show('portrait', picture(1, false));
  sender.show('portrait', picture(2, true));
  clock.advance(5_000);
  expect(sent).toEqual([]);
  behind = false;
  clock.advance(1_000);
  expect(sent).toEqual(['portrait 2']);
});

test('F7 nothing goes to a hidden tab, not even what waited', () => {
  behind = true;
  sender.show('portrait', picture(1, true));
  sender.hidden = true;
  behind = false;
  clock.advance(5_000);
  sender.show('portrait', picture(2, true));
  expect(sent).toEqual([]);
});

test('F7 shadow guides and portraits do not take each other’s turns', () => {
  for (let i = 0; i < 4; i++) {
    sender.show('shadow', picture(i, true));
    sender.show('portrait', picture(i, true));
  }
  expect(sent).toHaveLength(8);
});
