import { describe, expect, it } from 'vitest';
import type { LiveFrame } from '../../shared/liveFrame.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { Tails } from './tails.ts';

const chunk = (strokeId: string, from: number, xs: number[]): LiveFrame => ({
  tails: [
    {
      subject: 'bo',
      strokeId,
      width: 3,
      from,
      points: encodePoints(xs.map((x) => ({ x, y: 0, pressure: 0.5, time: x }))),
    },
  ],
  ended: [],
  cursors: [],
  views: [],
  lasers: [],
});
const ended = (id: string): LiveFrame => ({ ...chunk(id, 0, []), tails: [], ended: [id] });

function setUp(ignore: (id: string) => boolean = () => false) {
  const clock = { ms: 0 };
  const tails = new Tails(ignore, () => clock.ms);
  return { tails, clock, xs: () => tails.visible()[0]?.points.map(({ x }) => x) };
}

describe('live tails', () => {
  it('put chunks together, also out of order and twice', () => {
    const { tails, xs } = setUp();
    tails.receive(chunk('s', 2, [3, 4]));
    tails.receive(chunk('s', 0, [1, 2]));
    tails.receive(chunk('s', 0, [1, 2]));
    expect(xs()).toEqual([1, 2, 3, 4]);
  });

  it('bridge a lost chunk', () => {
    const { tails, xs } = setUp();
    tails.receive(chunk('s', 0, [1]));
    tails.receive(chunk('s', 5, [6]));
    expect(xs()).toEqual([1, 6]);
  });

  it('stay after pen-up until the finished stroke is there, then never come back', () => {
    const { tails, clock } = setUp();
    tails.receive(chunk('s', 0, [1]));
    tails.receive(ended('s'));
    clock.ms = 1_000;
    expect(tails.visible()).toHaveLength(1);
    tails.finish('s');
    tails.receive(chunk('s', 1, [2]));
    expect(tails.visible()).toEqual([]);
  });

  it('go when their stroke never arrives, or when no news comes', () => {
    const { tails, clock } = setUp();
    tails.receive(chunk('a', 0, [1]));
    tails.receive(ended('a'));
    tails.receive(chunk('b', 0, [1]));
    clock.ms = 2_000;
    expect(tails.visible().map(({ strokeId }) => strokeId)).toEqual(['b']);
    clock.ms = 5_000;
    expect(tails.active).toBe(true);
    expect(tails.visible()).toEqual([]);
    expect(tails.active).toBe(false);
  });

  it('leave out own strokes, and chunks beyond a stroke’s limit or in pieces', () => {
    const { tails } = setUp((id) => id === 'own');
    tails.receive(chunk('own', 0, [1]));
    tails.receive(chunk('s', 1_999, [1, 2]));
    const broken = chunk('s', 0, [1]);
    for (const tail of broken.tails) tail.points = new Uint8Array([7]);
    tails.receive(broken);
    expect(tails.visible()).toEqual([]);
  });
});
