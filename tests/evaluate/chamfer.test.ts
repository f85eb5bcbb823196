import { expect, test } from 'vitest';
import { chamferDistance, FARTHEST } from './chamfer.ts';

const across = (y: number, from = 100, to = 400) => [
  { x: from, y },
  { x: to, y },
];

test('lines on each other have no distance', () => {
  expect(chamferDistance([across(200)], [across(200)])).toEqual({ drawnToShown: 0, shownToDrawn: 0 });
});

test('a shifted line is as far as it was shifted, both ways', () => {
  expect(chamferDistance([across(200)], [across(207)])).toEqual({ drawnToShown: 7, shownToDrawn: 7 });
});

test('a line that nobody drew counts one way only', () => {
  const { drawnToShown, shownToDrawn } = chamferDistance([across(200)], [across(200), across(210)]);
  expect(drawnToShown).toBe(0);
  expect(shownToDrawn).toBeCloseTo(5, 5);
});

test('a line that is not there is as far as can be, also at the border of the canvas', () => {
  expect(chamferDistance([across(1)], [])).toEqual({ drawnToShown: FARTHEST, shownToDrawn: FARTHEST });
  expect(chamferDistance([across(1)], [across(500)]).drawnToShown).toBe(FARTHEST);
});
