import { expect, test } from 'vitest';
import type { SeenStroke } from '../picture/seenStrokes.ts';
import { type PastState, strokesEver } from './history.ts';

const stroke = (id: string, startedAt: number): SeenStroke => ({
  id,
  author: 'ann',
  width: 3,
  startedAt,
  points: [{ x: 1, y: 1, pressure: 0.5, time: 0 }],
});
const [a, b, c] = [stroke('a', 1), stroke('b', 2), stroke('c', 30)];
const state = (at: number, strokes: SeenStroke[], before = false): PastState => ({ at, before, strokes });
const told = (past: PastState[], now: SeenStroke[]) =>
  strokesEver(past, now).map(({ id, absences }) => [id, ...absences.map(({ from, to }) => [from, to])]);

test('T1 without versions the strokes of now are all there ever were', () => {
  expect(told([], [a, c])).toEqual([['a'], ['c']]);
});

test('T1 an erased stroke is known from the versions that hold it, until the version that lacks it', () => {
  expect(told([state(10, [a, b]), state(20, [a])], [a, c])).toEqual([['a'], ['b', [20, null]], ['c']]);
});

test('T1 a version kept before an erasure tells its moment', () => {
  expect(told([state(10, [a, b], true), state(40, [c])], [c])).toEqual([
    ['a', [10, null]],
    ['b', [10, null]],
    ['c'],
  ]);
});

test('T1 a stroke that was moved or cut is seen where it was until then', () => {
  const moved = stroke('a.0', 1);
  expect(told([state(10, [a]), state(20, [moved])], [moved])).toEqual([
    ['a', [20, null]],
    ['a.0', [Number.NEGATIVE_INFINITY, 20]],
  ]);
});

test('T1 what was erased after the last version goes in the end, what came back is there again', () => {
  expect(told([state(10, [a, b])], [a])).toEqual([['a'], ['b', [Number.POSITIVE_INFINITY, null]]]);
  expect(told([state(10, [a, b], true), state(15, [a]), state(20, [a, b])], [a, b])).toEqual([
    ['a'],
    ['b', [10, 20]],
  ]);
});
