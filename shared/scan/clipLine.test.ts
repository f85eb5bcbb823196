import { expect, test } from 'vitest';
import type { Place } from '../canvas.ts';
import { clipLine } from './clipLine.ts';

const box = { x: 0, y: 0, width: 100, height: 100 };
const places = (...all: [number, number][]): Place[] => all.map(([x, y]) => ({ x, y }));

test('a line within stays whole', () => {
  const line = places([0, 0], [50, 60], [50, 60], [100, 100]);
  expect(clipLine(line, box)).toEqual([line]);
});

test('a line is cut exactly where it leaves and comes back, however far its points lie apart', () => {
  expect(clipLine(places([50, 50], [150, 50], [150, 80], [50, 80]), box)).toEqual([
    places([50, 50], [100, 50]),
    places([100, 80], [50, 80]),
  ]);
  expect(clipLine(places([-1e9, 50], [1e9, 50]), box)).toEqual([places([0, 50], [100, 50])]);
});

test('nothing is left of a line that passes by or touches a corner', () => {
  expect(clipLine(places([-10, 9], [9, -10]), box)).toEqual([]);
  expect(clipLine(places([-10, 10], [10, -10]), box)).toEqual([]);
  expect(clipLine(places([200, 0], [200, 100]), box)).toEqual([]);
  expect(clipLine(places([5, 5]), box)).toEqual([]);
});
