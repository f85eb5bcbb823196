import { expect, test } from 'vitest';
import { MAX_BUFFERED_BYTES, MAX_BUFFERED_PICTURE_BYTES } from '../../shared/limits.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { personOf } from '../testing/roomFixture.ts';
import { LiveClient, type LiveSocket } from './liveClient.ts';

/** What a live client needs of Socket.IO, with the state of its transport in the test's hands. */
function connect(name: string) {
  const transport = { writable: true };
  const sent: string[] = [];
  const to = (ids: string[]) => ({ emit: (event: string) => sent.push(`${event} to ${ids.join()}`) });
  const socket = {
    id: name,
    conn: { transport },
    nsp: { local: { to } },
    emit: (event: string) => sent.push(event),
  };
  const client = new LiveClient(
    socket as unknown as LiveSocket,
    personOf(`${name}00000`, 'editor'),
    new ManualClock(),
    () => {},
  );
  return { client, transport, sent };
}

const picture = (bytes: number): Picture => ({
  stamp: { final: false } as Picture['stamp'],
  image: new Uint8Array(bytes),
});

test('P2 a frame is encoded once for everyone', () => {
  const [ann, ben] = [connect('ann'), connect('ben')];
  LiveClient.sendFrameToAll([ann.client, ben.client], 'frame');
  expect([ann.sent, ben.sent]).toEqual([['live to ann,ben'], []]);
});

test('L7 a live socket that is not read loses pictures first, then frames, until it is empty again', () => {
  const [ann, slow] = [connect('ann'), connect('slow')];
  const frame = () => {
    ann.sent.length = 0;
    LiveClient.sendFrameToAll([ann.client, slow.client], 'x'.repeat(1_000));
    return ann.sent;
  };
  slow.transport.writable = false;
  slow.client.pictures.show('portrait', picture(MAX_BUFFERED_PICTURE_BYTES - 500));
  expect(frame()).toEqual(['live to ann,slow']);
  slow.client.pictures.show('portrait', picture(1_000));
  expect(slow.sent).toEqual(['portrait']);
  for (let bytes = 0; bytes < MAX_BUFFERED_BYTES; bytes += 1_000) frame();
  expect(frame()).toEqual(['live to ann']);
  slow.transport.writable = true;
  expect(frame()).toEqual(['live to ann,slow']);
  slow.client.pictures.show('portrait', picture(1_000));
  expect(slow.sent).toEqual(['portrait', 'portrait']);
});
