import { expect, test } from 'vitest';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { interpreted } from './interpretation.ts';

const line = (key: string, x: number, startedAt: number, points = 3) => ({
  key,
  bytes: encodeStroke({
    author: 'ann00000',
    tool: 'pen',
    width: 3,
    startedAt,
    points: Array.from({ length: points }, (_, i) => ({ x, y: i, pressure: 0.5, time: i })),
  }),
});

/** Calls strokes by where they begin. */
function interpreter(classes: Record<number, StrokeClass | null>) {
  const asked: number[] = [];
  return {
    asked,
    async interpret(lines: readonly { points: readonly { x: number }[] }[]) {
      asked.push(...lines.map(({ points }) => points[0]?.x ?? -1));
      return lines.map(({ points }) => classes[points[0]?.x ?? -1] ?? null);
    },
  };
}

test('T5 strokes are understood in the order in which they were drawn, and named by their ids', async () => {
  const { asked, ...one } = interpreter({ 10: 'hair', 20: null, 30: 'hair' });
  const strokes = [line('stroke-c', 30, 3), line('stroke-a', 10, 1), line('stroke-b', 20, 2)];
  expect(await interpreted(one, strokes)).toEqual({ hair: ['stroke-a', 'stroke-c'] });
  expect(asked).toEqual([10, 20, 30]);
  expect(await interpreted(one, [])).toEqual({});
});

test('T5 of a stroke that was cut the longest piece speaks for all', async () => {
  const one = interpreter({ 10: 'nose', 20: 'hat', 30: 'nose' });
  const strokes = [
    line('stroke-a.0.1x', 10, 1, 3),
    line('stroke-a.1.1x', 20, 1, 9),
    line('stroke-a.2.1x', 30, 1, 4),
  ];
  expect(await interpreted(one, strokes)).toEqual({ hat: ['stroke-a'] });
});
