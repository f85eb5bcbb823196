import { expect, test } from 'vitest';
import { encodePortrait } from '../../models/portraitEncoder.ts';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { COMPARED, chamferDistance, FARTHEST, linesShownIn } from './chamfer.ts';

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
  expect(chamferDistance([across(1)], [across(480)]).drawnToShown).toBe(FARTHEST);
});

test('the caption is no line, and lines drawn where it stands are not compared', async () => {
  const plain = { size: CANVAS_SIZE, data: new Uint8Array(3 * CANVAS_SIZE ** 2).fill(180) };
  const { image } = await encodePortrait(plain, CANVAS_SIZE, 'png', 'cpu-0');
  expect(await linesShownIn(image)).toEqual([]);
  const drawn = [across(200), across(COMPARED + 1)];
  expect(chamferDistance(drawn, [across(200)])).toEqual({ drawnToShown: 0, shownToDrawn: 0 });
});
