import { CANVAS_SIZE } from '../canvas.ts';
import { TONES_SIDE } from '../shading.ts';
import { apply, invert, type Similarity } from '../similarity.ts';
import { boxBlur } from './boxBlur.ts';
import type { GreyPicture } from './evenPaper.ts';

/** Cells of the canvas' side, 16 px: wider than the gaps of a hatching, so that it becomes a tone and single lines nearly vanish. */
export const COARSE_SIDE = 32;
/** samples along a cell's side */
const SAMPLES = 4;
/** canvas px: head with hair at the template's place; beyond it lie background and shoulders */
const HEAD = { x: 254, y: 250, width: 150, height: 205 };
/** Contrast of a head's coarse tones below which a drawing is lines alone: those of our own line art reach 0.058. */
const SHADED = 0.08;

/** coarse cells that lie within the head */
export const HEAD_CELLS = Array.from({ length: COARSE_SIDE ** 2 }, (_, cell) => cell).filter((cell) => {
  const px = CANVAS_SIZE / COARSE_SIDE;
  const x = ((cell % COARSE_SIDE) + 0.5) * px;
  const y = (Math.floor(cell / COARSE_SIDE) + 0.5) * px;
  return ((x - HEAD.x) / HEAD.width) ** 2 + ((y - HEAD.y) / HEAD.height) ** 2 < 1;
});

/**
 * Darkness of a drawing where it lies on the canvas, [128 × 128], 0…1; beyond its sheet lies paper.
 * @param ink darkness on even paper @param moves from its px to the canvas
 */
export function drawnTones({ width, height, data }: GreyPicture, moves: Similarity): Float32Array {
  const back = invert(moves);
  const cells = new Float32Array(TONES_SIDE ** 2);
  const fine = TONES_SIDE * SAMPLES;
  for (let v = 0; v < fine; v++) {
    for (let u = 0; u < fine; u++) {
      const px = CANVAS_SIZE / fine;
      const { x, y } = apply(back, { x: (u + 0.5) * px, y: (v + 0.5) * px });
      const [column, row] = [Math.floor(x), Math.floor(y)];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const cell = Math.floor(v / SAMPLES) * TONES_SIDE + Math.floor(u / SAMPLES);
      cells[cell] = (cells[cell] as number) + (data[row * width + column] as number) / SAMPLES ** 2;
    }
  }
  return cells;
}

/** Light and dark of larger areas, [32 × 32]. @param tones [128 × 128] */
export function coarseTones(tones: Float32Array): Float32Array {
  const each = TONES_SIDE / COARSE_SIDE;
  const coarse = new Float32Array(COARSE_SIDE ** 2);
  tones.forEach((value, cell) => {
    const [x, y] = [Math.floor((cell % TONES_SIDE) / each), Math.floor(cell / TONES_SIDE / each)];
    const at = y * COARSE_SIDE + x;
    coarse[at] = (coarse[at] as number) + value / each ** 2;
  });
  return softened(coarse);
}

export function softened(coarse: Float32Array): Float32Array {
  return boxBlur(coarse, COARSE_SIDE, COARSE_SIDE, 1, 1);
}

/** How much light and dark there is in the head: the standard deviation of its coarse tones. */
export function contrastOf(coarse: Float32Array): number {
  const mean = meanInHead(coarse);
  const squares = HEAD_CELLS.reduce((sum, cell) => sum + ((coarse[cell] as number) - mean) ** 2, 0);
  return Math.sqrt(squares / HEAD_CELLS.length);
}

export function meanInHead(coarse: Float32Array): number {
  return HEAD_CELLS.reduce((sum, cell) => sum + (coarse[cell] as number), 0) / HEAD_CELLS.length;
}

/** The light and dark of a drawing at its place, [128 × 128]; null for lines alone. Parameters as of `drawnTones`. */
export function shadedTones(ink: GreyPicture, moves: Similarity): Float32Array | null {
  const tones = drawnTones(ink, moves);
  return isShaded(tones) ? tones : null;
}

/** Whether a drawing has light and dark, and not lines alone. @param tones [128 × 128] */
export function isShaded(tones: Float32Array): boolean {
  return contrastOf(coarseTones(tones)) >= SHADED;
}
