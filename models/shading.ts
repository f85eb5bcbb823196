import { CANVAS_SIZE } from '../shared/canvas.ts';
import { gaussianBlur } from '../shared/scan/gaussianBlur.ts';
import { TONES_SIDE } from '../shared/shading.ts';
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
/** Rec. 601: how light a colour is */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

/**
 * Gives a portrait the light and dark of a shaded drawing: the tones between lines and large areas (eyelids, nostrils, folds, stubble)
 * become those of the drawing, colours and everything finer stay the portrait's.
 * @param tones darkness of the drawing at its place on the canvas, [128 × 128], 0…1
 * @param amount 0…1
 */
export function shade(portrait: RgbPicture, tones: Float32Array, amount: number): RgbPicture {
  const own = relief(lightnessOf(portrait));
  const lightness = tones.map((darkness) => 1 - darkness);
  const drawn = relief(gaussianBlur(lightness, TONES_SIDE, TONES_SIDE, FINEST));
  const strength = Math.min(STRONGEST, (energyInside(own) / Math.max(1e-6, energyInside(drawn))) ** 0.5);
  const change = own.map(
    (value, cell) =>
      amount * (INSIDE[cell] as number) * (LAID_ON * strength * (drawn[cell] as number) - TAKEN_AWAY * value),
  );
  return { size: portrait.size, data: lightened(portrait, change) };
}

/** What stands out from its surroundings, [128 × 128]. */
function relief(lightness: Float32Array): Float32Array {
  const around = gaussianBlur(lightness, TONES_SIDE, TONES_SIDE, WIDEST);
  return lightness.map((value, cell) => value - (around[cell] as number));
}

function energyInside(relief: Float32Array): number {
  return relief.reduce((sum, value, cell) => sum + (INSIDE[cell] as number) * value * value, 0);
}

/** Mean lightness of each cell, 0…1, [128 × 128]. */
function lightnessOf({ size, data }: RgbPicture): Float32Array {
  const px = size / TONES_SIDE;
  const share = 1 / (255 * px * px);
  const cells = new Float32Array(TONES_SIDE ** 2);
  const columns = Uint16Array.from({ length: size }, (_, x) => Math.floor(x / px));
  for (let y = 0, at = 0; y < size; y++) {
    const row = Math.floor(y / px) * TONES_SIDE;
    for (let x = 0; x < size; x++, at += 3) {
      const light =
        RED * (data[at] as number) + GREEN * (data[at + 1] as number) + BLUE * (data[at + 2] as number);
      const cell = row + (columns[x] as number);
      cells[cell] = (cells[cell] as number) + light * share;
    }
  }
  return cells;
}

/** The picture with `change` added to every channel, between the cells' centres in straight lines. */
function lightened({ size, data }: RgbPicture, change: Float32Array): Uint8Array {
  const result = new Uint8ClampedArray(data.length);
  const { first, second, share } = betweenCells(size);
  // Rows of cells are mixed once a row of the picture, columns a pixel.
  const mixed = new Float32Array(TONES_SIDE);
  for (let y = 0, at = 0; y < size; y++) {
    const [top, bottom] = [(first[y] as number) * TONES_SIDE, (second[y] as number) * TONES_SIDE];
    const down = share[y] as number;
    for (let cell = 0; cell < TONES_SIDE; cell++) {
      mixed[cell] =
        255 * ((change[top + cell] as number) * (1 - down) + (change[bottom + cell] as number) * down);
    }
    for (let x = 0; x < size; x++, at += 3) {
      const right = share[x] as number;
      const add =
        (mixed[first[x] as number] as number) * (1 - right) + (mixed[second[x] as number] as number) * right;
      result[at] = (data[at] as number) + add;
      result[at + 1] = (data[at + 1] as number) + add;
      result[at + 2] = (data[at + 2] as number) + add;
    }
  }
  return new Uint8Array(result.buffer);
}

/** For each px of a side the two cells whose centres lie around it, and the share of the second. */
function betweenCells(size: number) {
  const last = TONES_SIDE - 1;
  const places = Float32Array.from({ length: size }, (_, i) =>
    Math.min(last, Math.max(0, ((i + 0.5) * TONES_SIDE) / size - 0.5)),
  );
  const first = Uint16Array.from(places, Math.floor);
  const second = Uint16Array.from(first, (cell) => Math.min(last, cell + 1));
  return { first, second, share: places.map((place, i) => place - (first[i] as number)) };
}
