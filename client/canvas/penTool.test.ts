import { describe, expect, it } from 'vitest';
import type { InkChunk } from '../../shared/events.ts';
import { decodePoints, type Stroke } from '../../shared/strokeCodec.ts';
import { PenTool } from './penTool.ts';

function setUp() {
  const log: string[] = [];
  const strokes: Stroke[] = [];
  const chunks: InkChunk[] = [];
  let ids = 0;
  const pen = new PenTool({
    beginStroke: () => `stroke-${++ids}`,
    width: () => 4,
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
    expect(pen.stroke).toBeNull();
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
});
