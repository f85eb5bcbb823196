import sharp from 'sharp';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { boxBlur } from '../../shared/scan/boxBlur.ts';
import type { GreyPicture } from '../../shared/scan/evenPaper.ts';
import type { Placement } from './findFace.ts';
import { apply, invert, ofPlacement } from './similarity.ts';

/** Darkness of a face in coarse cells: hatching and shading become tones, single lines nearly vanish. */
export interface Tones {
  /** [SIDE × SIDE], 0…1 */
  readonly data: Float32Array;
}

/** cells of the canvas' side: 16 px, wider than the gaps of a hatching */
const SIDE = 32;
const CELL = CANVAS_SIZE / SIDE;
/** samples along a cell's side */
const SAMPLES = 4;
/** canvas px: head with hair at the template's place; beyond it lie background and shoulders */
const HEAD = { x: 254, y: 250, width: 150, height: 205 };
/** cells that lie within it */
const INSIDE = Array.from({ length: SIDE * SIDE }, (_, cell) => cell).filter((cell) => {
  const x = ((cell % SIDE) + 0.5) * CELL;
  const y = (Math.floor(cell / SIDE) + 0.5) * CELL;
  return ((x - HEAD.x) / HEAD.width) ** 2 + ((y - HEAD.y) / HEAD.height) ** 2 < 1;
});

/** @param ink the drawing, of which `placement` says where it lies on the canvas */
export function tonesOfDrawing({ width, height, data }: GreyPicture, placement: Placement): Tones {
  const back = invert(ofPlacement(placement));
  const cells = new Float32Array(SIDE * SIDE);
  const fine = SIDE * SAMPLES;
  for (let v = 0; v < fine; v++) {
    for (let u = 0; u < fine; u++) {
      const place = { x: ((u + 0.5) * CELL) / SAMPLES, y: ((v + 0.5) * CELL) / SAMPLES };
      const { x, y } = apply(back, place);
      const [column, row] = [Math.floor(x), Math.floor(y)];
      // Beyond the sheet lies paper.
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const cell = Math.floor(v / SAMPLES) * SIDE + Math.floor(u / SAMPLES);
      const darkness = data[row * width + column] as number;
      cells[cell] = (cells[cell] as number) + darkness / SAMPLES ** 2;
    }
  }
  return softened(cells);
}

/** @param picture an encoded portrait */
export async function tonesOfPortrait(picture: Uint8Array): Promise<Tones> {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .toColourspace('b-w')
    .resize(SIDE, SIDE)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return softened(
    Float32Array.from({ length: SIDE * SIDE }, (_, i) => 1 - (data[i * info.channels] as number) / 255),
  );
}

/** How much light and dark there is in the head: the standard deviation of its tones. */
export function contrastOf({ data }: Tones): number {
  const mean = meanInside(data);
  const squares = INSIDE.reduce((sum, cell) => sum + ((data[cell] as number) - mean) ** 2, 0);
  return Math.sqrt(squares / INSIDE.length);
}

/** Correlation of light and dark within the head, −1…1: paper and pencil have no colour, so only differences count. */
export function likeness(a: Tones, b: Tones): number {
  const [meanA, meanB] = [meanInside(a.data), meanInside(b.data)];
  let product = 0;
  for (const cell of INSIDE) {
    product += ((a.data[cell] as number) - meanA) * ((b.data[cell] as number) - meanB);
  }
  return product / INSIDE.length / Math.max(1e-6, contrastOf(a) * contrastOf(b));
}

function meanInside(data: Float32Array): number {
  return INSIDE.reduce((sum, cell) => sum + (data[cell] as number), 0) / INSIDE.length;
}

function softened(cells: Float32Array): Tones {
  return { data: boxBlur(cells, SIDE, SIDE, 1, 1) };
}
