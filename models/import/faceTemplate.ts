import { CANVAS_SIZE, type Rectangle } from '../../shared/canvas.ts';
import { PART_IDS } from '../../shared/parts.ts';
import type { GuideArt } from '../guideArt.ts';
import type { Place } from '../linePen.ts';

/** The face without its hair: brows to chin, cheek to cheek; whole cells. */
const FACE_BOX: Rectangle = { x: 120, y: 168, width: 264, height: 296 };
/** Faces that the template is the mean of; more change nothing. */
const SAMPLED_FACES = 300;

/** Line density of the mean face, ready to be correlated: mean 0, length 1. */
export interface FaceTemplate {
  /** canvas px: side of a cell; divides 8 */
  readonly cell: number;
  /** cells: the box's place on the canvas, and its size */
  readonly box: Rectangle;
  /** [height × width] of the box */
  readonly values: Float32Array;
}

/** How much line passes through each cell. */
export interface DensityGrid {
  /** cells */
  readonly width: number;
  readonly height: number;
  /** [height × width], 0…1 */
  readonly data: Float32Array;
}

/** The mean line density of the bank's faces on the canvas. @param cell canvas px, divides 8 */
export function faceTemplate(art: GuideArt, faceCount: number, cell: number): FaceTemplate {
  const side = CANVAS_SIZE / cell;
  const sum = new Float32Array(side * side);
  const step = Math.max(1, Math.floor(faceCount / SAMPLED_FACES));
  for (let face = 0; face < faceCount; face += step) {
    const lines = PART_IDS.flatMap((_, part) => art.strokes(face, part));
    const grid = lineDensity(lines, 1 / cell, 0, 0, side, side);
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (grid.data[i] as number);
  }
  const box = {
    x: FACE_BOX.x / cell,
    y: FACE_BOX.y / cell,
    width: FACE_BOX.width / cell,
    height: FACE_BOX.height / cell,
  };
  const values = new Float32Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const row = (box.y + y) * side + box.x;
    values.set(sum.subarray(row, row + box.width), y * box.width);
  }
  return { cell, box, values: normalised(values) };
}

/**
 * Rasterises lines coarsely: each cell gets the length of line in it (in cells), cut at 1 so that
 * hatching weighs no more than a line, then spread to its neighbours.
 * @param scale cells a px of the lines; x, y cells added
 */
export function lineDensity(
  lines: readonly (readonly Place[])[],
  scale: number,
  x: number,
  y: number,
  width: number,
  height: number,
): DensityGrid {
  const data = new Float32Array(width * height);
  const STEP = 0.25;
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      const from = line[Math.max(0, i - 1)] as Place;
      const to = line[i] as Place;
      const length = Math.hypot(to.x - from.x, to.y - from.y) * scale;
      const steps = Math.max(1, Math.round(length / STEP));
      for (let k = 0; k < steps; k++) {
        const t = (k + 0.5) / steps;
        const column = Math.floor((from.x + (to.x - from.x) * t) * scale + x);
        const row = Math.floor((from.y + (to.y - from.y) * t) * scale + y);
        if (column < 0 || row < 0 || column >= width || row >= height) continue;
        const cell = row * width + column;
        data[cell] = (data[cell] as number) + Math.max(length, STEP) / steps;
      }
    }
  }
  return {
    width,
    height,
    data: spread(
      data.map((value) => Math.min(1, value)),
      width,
      height,
    ),
  };
}

/** Mean 0, length 1. */
export function normalised(values: Float32Array): Float32Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const length = Math.hypot(...centred) || 1;
  return centred.map((value) => value / length);
}

/** A 3 × 3 binomial blur: lines a cell apart still meet. */
function spread(data: Float32Array, width: number, height: number): Float32Array {
  const blurred = new Float32Array(data.length);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[y * width + x] as number);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 4 * at(x, y);
      sum += 2 * (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1));
      sum += at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
      blurred[y * width + x] = sum / 16;
    }
  }
  return blurred;
}
