import { expect, test } from 'vitest';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { encodePoints, encodeStroke } from '../../shared/strokeCodec.ts';
import { finishedLines, shownBy, tailLines, understood } from './interpretation.ts';

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
  const labels = await understood(one, finishedLines(strokes));
  expect([...labels]).toEqual([
    ['stroke-a', 'hair'],
    ['stroke-c', 'hair'],
  ]);
  expect(asked).toEqual([10, 20, 30]);
  expect((await understood(one, [])).size).toBe(0);
});

test('T5 of a stroke that was cut the longest piece speaks for all', async () => {
  const one = interpreter({ 10: 'nose', 20: 'hat', 30: 'nose' });
  const strokes = [
    line('stroke-a.0.1x', 10, 1, 3),
    line('stroke-a.1.1x', 20, 1, 9),
    line('stroke-a.2.1x', 30, 1, 4),
  ];
  const lines = finishedLines(strokes);
  const labels = await understood(one, lines);
  expect([...labels]).toEqual([['stroke-a', 'hat']]);
  expect([...shownBy(lines, labels)]).toEqual(strokes.map(({ key }) => [key, 'hat']));
});

test('T11 a portrait follows what somebody said before what the network understood, and of ink that goes on the latter', async () => {
  const { asked, ...one } = interpreter({ 10: 'hair', 20: 'nose', 30: 'skin', 40: null });
  const tail = { key: 'stroke-d:2', bytes: encodePoints([{ x: 30, y: 1, pressure: 0.5, time: 0 }]) };
  const lines = [
    ...finishedLines([
      { ...line('stroke-a', 10, 2), label: 'hat' },
      line('stroke-b', 20, 1),
      line('stroke-c', 40, 3),
    ]),
    ...tailLines([tail]),
  ];
  const labels = await understood(one, lines);
  expect(asked).toEqual([20, 10, 40, 30]);
  expect([...shownBy(lines, labels)]).toEqual([
    ['stroke-a', 'hat'],
    ['stroke-b', 'nose'],
    ['stroke-d:2', 'skin'],
  ]);
  // Where the network fails, what people said still counts.
  expect([...shownBy(lines, new Map())]).toEqual([['stroke-a', 'hat']]);
});
