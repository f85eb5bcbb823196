import { describe, expect, it } from 'vitest';
import type { InkChunk } from '../../shared/events.ts';
import { decodePoints, type Stroke } from '../../shared/strokeCodec.ts';
import { type PenHand, PenTool } from './penTool.ts';

function setUp(set: Partial<PenHand> = {}) {
  const log: string[] = [];
  const strokes: Stroke[] = [];
  const chunks: InkChunk[] = [];
  const hand: PenHand = {
    width: 4,
    pressure: 'even',
    steadiness: 'off',
    mirror: false,
    straight: false,
    ...set,
  };
  let ids = 0;
  const pen = new PenTool({
    beginStroke: () => `stroke-${++ids}`,
    hand: () => hand,
    author: () => 'ada',
    addStroke: (id, stroke) => {
      log.push(`add ${id}`);
      strokes.push(stroke);
    },
    startGesture: () => log.push('gesture'),
    sendInk: (chunk) => chunks.push(chunk),
    endInk: (id) => log.push(`end ${id}`),
    changed: () => {},
    now: () => 5,
  });
  return { pen, log, strokes, chunks };
}

const at = (x: number, y: number) => ({ x, y, pressure: 0.5, at: x + y });
const sample = (n: number) => ({ x: (n % 2) * 100, y: 50, pressure: 0.5, at: n });

describe('the pen', () => {
  it('sends every point as ink before the finished stroke ends it', () => {
    const { pen, log, chunks, strokes } = setUp();
    pen.begin(sample(0));
    pen.extend([sample(1), sample(2)]);
    pen.sendInk();
    pen.extend([sample(3)]);
    pen.end();
    expect(chunks.flatMap(({ points }) => decodePoints(points))).toHaveLength(4);
    expect(strokes[0]).toMatchObject({ author: 'ada', width: 4, startedAt: 5 });
    expect(log).toEqual(['gesture', 'add stroke-1', 'end stroke-1']);
    expect(pen.shown).toEqual([]);
  });

  it('goes on in a new stroke of the same gesture when one is full', () => {
    const { pen, log, strokes } = setUp();
    pen.begin(sample(0));
    pen.extend(Array.from({ length: 2_500 }, (_, n) => sample(n + 1)));
    pen.end();
    expect(strokes.map(({ points }) => points.length)).toEqual([2_000, 502]);
    expect(strokes[1]?.points[0]).toMatchObject({ x: strokes[0]?.points.at(-1)?.x });
    expect(log.filter((entry) => entry === 'gesture')).toHaveLength(1);
  });

  it('leaves nothing behind of a discarded stroke, and tells the others', () => {
    const { pen, log, strokes } = setUp();
    pen.begin(sample(0));
    pen.discard();
    pen.end();
    expect(strokes).toEqual([]);
    expect(log).toEqual(['gesture', 'end stroke-1']);
  });

  it('S7 draws each stroke on the other side of the middle too, live and as one step', () => {
    const { pen, log, chunks, strokes } = setUp({ mirror: true });
    pen.begin({ x: 100, y: 50, pressure: 0.7, at: 0 });
    pen.extend([{ x: 110, y: 60, pressure: 0.7, at: 16 }]);
    expect(pen.shown.map(({ points }) => points.map(({ x }) => x))).toEqual([
      [100, 110],
      [412, 402],
    ]);
    pen.end();
    expect(new Set(chunks.map(({ strokeId }) => strokeId))).toEqual(new Set(['stroke-1', 'stroke-2']));
    expect(strokes.map(({ points }) => points.at(-1))).toMatchObject([
      { x: 110, y: 60, pressure: 0.7 },
      { x: 402, y: 60, pressure: 0.7 },
    ]);
    expect(log).toEqual(['gesture', 'add stroke-1', 'add stroke-2', 'end stroke-1', 'end stroke-2']);
  });

  it('S8 goes straight while Shift is held, from where it was pressed, and on by hand after that', () => {
    const { pen, strokes, chunks } = setUp();
    pen.begin(at(0, 0));
    pen.extend([at(10, 0)]);
    pen.extend([at(10, 30), at(20, 40)], [], true);
    pen.sendInk();
    pen.extend([at(10, 80), at(90, 0)], [], true);
    pen.extend([at(90, 20)]);
    pen.end();
    const points = strokes[0]?.points ?? [];
    expect(points.filter(({ y }) => y > 0).map(({ x, y }) => [x, y])).toEqual([[90, 20]]);
    expect(points.slice(1, -1).map(({ x }) => x)).toEqual([10, 18, 26, 34, 42, 50, 58, 66, 74, 82, 90]);
    // what others saw was never taken back
    const sent = chunks.flatMap(({ from, points }) =>
      decodePoints(points).map(({ x, y }, i) => [from + i, x, y]),
    );
    expect(sent).toEqual(points.map(({ x, y }, i) => [i, x, y]));
  });

  it('S8 is always straight where that was chosen', () => {
    const { pen, strokes } = setUp({ straight: true });
    pen.begin(at(0, 0));
    pen.extend([at(5, 50), at(16, 0)]);
    pen.end();
    expect(strokes[0]?.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [8, 0],
      [16, 0],
    ]);
  });

  it('S9 lags behind a hand that wants steadiness, and comes to where it ended', () => {
    const { pen, strokes } = setUp({ steadiness: 'strong' });
    pen.begin(at(0, 0));
    pen.extend([{ ...at(100, 0), at: 16 }], [{ ...at(120, 0), at: 24 }]);
    const shown = pen.shown[0]?.points.at(-1)?.x ?? 0;
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(50);
    pen.end();
    expect(strokes[0]?.points.at(-1)?.x).toBe(100);
  });

  it('S9 counts pressure as its curve says', () => {
    const { pen, strokes } = setUp({ pressure: 'firm' });
    pen.begin({ ...at(0, 0), pressure: 0.3 });
    pen.end();
    expect(strokes[0]?.points[0]?.pressure).toBeCloseTo(0.3 ** 1.8);
  });
});
