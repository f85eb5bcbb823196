import { expect, test } from 'vitest';
import { drawnOnPaper, syntheticLines } from '../../models/testing/syntheticFace.ts';
import { CANVAS_SIZE } from '../canvas.ts';
import { ofPlacement } from '../similarity.ts';
import { isShadedInAreas } from './areaShading.ts';
import { shadedTones } from './drawnTones.ts';
import type { GreyPicture } from './evenPaper.ts';

const inPlace = ofPlacement({ scale: 1, x: 0, y: 0 });
const lines = syntheticLines();

/** A face by a pen of that many px. */
function drawnBy(pen: number): GreyPicture {
  const { width, height, data } = drawnOnPaper(lines, CANVAS_SIZE, CANVAS_SIZE, pen);
  return { width, height, data: Float32Array.from(data, (grey) => 1 - grey / 255) };
}

test.each([3, 8, 12])('I7 lines by a pen of %i px are no shading, though they are dark', (pen) => {
  expect(isShadedInAreas(drawnBy(pen), lines, inPlace)).toBe(false);
});

test('I7 a broad pen alone would pass for shading by how dark its lines are', () => {
  expect(shadedTones(drawnBy(12), inPlace)).not.toBeNull();
});

test('I7 hair that is filled softly between the lines is shading', () => {
  const drawing = drawnBy(3);
  for (let y = 70; y < 150; y++) {
    for (let x = 160; x < 350; x++) {
      const at = y * CANVAS_SIZE + x;
      drawing.data[at] = Math.max(0.4, drawing.data[at] as number);
    }
  }
  expect(isShadedInAreas(drawing, lines, inPlace)).toBe(true);
});
