import { CANVAS_SIZE } from '../shared/canvas.ts';
import { gaussianBlur } from '../shared/scan/gaussianBlur.ts';
import { TONES_SIDE } from '../shared/shading.ts';
import { addToCells, BLUE, cellMeans, GREEN, RED } from './cells.ts';
import type { RgbPicture } from './imageSynthesis.ts';

/** cells of 4 px: σ over which pencil and grain are taken together, and beyond which light and colours are the appearance's to tell */
const FINEST = 0.6;
const WIDEST = 6;
/** Of the drawing's light and dark, made as strong as the portrait's own, so much is laid on; so much of its own is taken away. */
const LAID_ON = 1;
const TAKEN_AWAY = 0.5;
/** Never stronger than it was drawn: else the one faint spot of a drawing would be black. Artists' drawings are made 0.43–0.95 times as strong. */
const STRONGEST = 1;
/** Head with hair at the template's place, px of the canvas; from `INNER` of the way out it fades. */
const HEAD = { x: 254, y: 262, width: 140, height: 190 };
const INNER = 0.65;
const OUTER = 1.15;
const INSIDE = Float32Array.from({ length: TONES_SIDE ** 2 }, (_, cell) => {
  const px = CANVAS_SIZE / TONES_SIDE;
  const x = ((cell % TONES_SIDE) + 0.5) * px;
  const y = (Math.floor(cell / TONES_SIDE) + 0.5) * px;
  const away = ((x - HEAD.x) / HEAD.width) ** 2 + ((y - HEAD.y) / HEAD.height) ** 2;
  return Math.min(1, Math.max(0, (OUTER - away) / (OUTER - INNER)));
});

/**
 * Gives a portrait the light and dark of a shaded drawing: the tones between lines and large areas (eyelids, nostrils, folds, stubble)
 * become those of the drawing, colours and everything finer stay the portrait's.
 * @param tones darkness of the drawing at its place on the canvas, [128 × 128], 0…1
 * @param amount 0…1
 */
export function shade(portrait: RgbPicture, tones: Float32Array, amount: number): RgbPicture {
  const [red, green, blue] = cellMeans(portrait);
  const own = relief(
    red.map((r, cell) => (RED * r + GREEN * (green[cell] as number) + BLUE * (blue[cell] as number)) / 255),
  );
  const lightness = tones.map((darkness) => 1 - darkness);
  const drawn = relief(gaussianBlur(lightness, TONES_SIDE, TONES_SIDE, FINEST));
  const strength = Math.min(STRONGEST, (energyInside(own) / Math.max(1e-6, energyInside(drawn))) ** 0.5);
  const change = own.map(
    (value, cell) =>
      255 *
      amount *
      (INSIDE[cell] as number) *
      (LAID_ON * strength * (drawn[cell] as number) - TAKEN_AWAY * value),
  );
  return addToCells(portrait, [change, change, change]);
}

/** What stands out from its surroundings, [128 × 128]. */
function relief(lightness: Float32Array): Float32Array {
  const around = gaussianBlur(lightness, TONES_SIDE, TONES_SIDE, WIDEST);
  return lightness.map((value, cell) => value - (around[cell] as number));
}

function energyInside(relief: Float32Array): number {
  return relief.reduce((sum, value, cell) => sum + (INSIDE[cell] as number) * value * value, 0);
}
