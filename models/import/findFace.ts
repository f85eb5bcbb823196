import type { Place } from '../linePen.ts';
import { type DensityGrid, type FaceTemplate, lineDensity, normalised } from './faceTemplate.ts';

/** Where a drawing goes on the canvas: canvas px = scale · px of the drawing + offset. */
export interface Placement {
  readonly scale: number;
  /** canvas px */
  readonly x: number;
  readonly y: number;
}

export interface FoundFace {
  readonly placement: Placement;
  /** correlation with the mean face, −1…1, less what the scale is unusual */
  readonly score: number;
}

/** canvas px: the middle of the template's face, and how far its parts lie from it */
const FACE_MIDDLE = { x: 252, y: 316 };
const FACE_RADIUS = 120;
/** canvas px: steps of the refinement */
const FIRST_STEP = 6;
const LAST_STEP = 1.5;

/** Canvas px that a head with its hair covers at the template's size: the longer side of its ink. */
const USUAL_EXTENT = 430;
/** Natural logarithm of the ratio that drawings' extents spread by: shoulders and hair, or a bare face. */
const EXTENT_SPREAD = 0.45;
/** Correlation that a scale loses at one such spread from the usual. */
const EXTENT_COST = 0.06;
/** Scales tried: each 7 % larger than the one before. */
const SCALE_STEP = 1.07;
const SCALES_EACH_WAY = 11;
/** Share of the template's box that may lie outside the drawing. */
const OVERHANG = 0.2;

/**
 * Finds the face among a drawing's lines: correlates their density with the mean face's at many
 * scales and all places. Best first; candidates differ by more than a cell or a step of scale.
 * @param lines px of the drawing
 */
export function findFaces(
  lines: readonly (readonly Place[])[],
  template: FaceTemplate,
  count: number,
): FoundFace[] {
  const extent = inkExtent(lines);
  const usual = USUAL_EXTENT / Math.max(1, extent.width, extent.height);
  const found: FoundFace[] = [];
  for (let step = -SCALES_EACH_WAY; step <= SCALES_EACH_WAY; step++) {
    const scale = usual * SCALE_STEP ** step;
    const unusual = (Math.log(SCALE_STEP) * step) / EXTENT_SPREAD;
    found.push(...bestPlaces(lines, extent, scale, template, EXTENT_COST * unusual ** 2));
  }
  return found.sort((a, b) => b.score - a.score).slice(0, count);
}

/**
 * Moves a placement to the nearest best one: steps of place and scale, halved once none of them helps.
 * @param template finer than the one that found it
 */
export function refinePlacement(
  lines: readonly (readonly Place[])[],
  template: FaceTemplate,
  start: Placement,
): FoundFace {
  let best: FoundFace = { placement: start, score: placementScore(lines, template, start) };
  for (let step = FIRST_STEP; step >= LAST_STEP; step /= 2) {
    for (let improved = true; improved; ) {
      improved = false;
      for (const placement of neighboursOf(best.placement, step)) {
        const score = placementScore(lines, template, placement);
        if (score <= best.score) continue;
        best = { placement, score };
        improved = true;
      }
    }
  }
  return best;
}

function neighboursOf({ scale, x, y }: Placement, step: number): Placement[] {
  const zoomed = (factor: number): Placement => ({
    // About the face's middle, so that scale and place do not fight.
    scale: scale * factor,
    x: FACE_MIDDLE.x + (x - FACE_MIDDLE.x) * factor,
    y: FACE_MIDDLE.y + (y - FACE_MIDDLE.y) * factor,
  });
  const factor = 1 + step / FACE_RADIUS;
  return [
    { scale, x: x - step, y },
    { scale, x: x + step, y },
    { scale, x, y: y - step },
    { scale, x, y: y + step },
    zoomed(factor),
    zoomed(1 / factor),
  ];
}

/** Correlation of the drawing with the mean face if it were placed so, −1…1. */
export function placementScore(
  lines: readonly (readonly Place[])[],
  { box, cell, values }: FaceTemplate,
  { scale, x, y }: Placement,
): number {
  const grid = lineDensity(lines, scale / cell, x / cell - box.x, y / cell - box.y, box.width, box.height);
  const own = normalised(grid.data);
  return own.reduce((sum, value, i) => sum + value * (values[i] as number), 0);
}

/** The 2nd–98th percentiles of where ink lies: a stray line does not count. */
export function inkExtent(lines: readonly (readonly Place[])[]): {
  x: number;
  y: number;
  width: number;
  height: number;
} {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      const from = line[Math.max(0, i - 1)] as Place;
      const to = line[i] as Place;
      const steps = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / 4));
      for (let k = 0; k < steps; k++) {
        xs.push(from.x + ((to.x - from.x) * (k + 0.5)) / steps);
        ys.push(from.y + ((to.y - from.y) * (k + 0.5)) / steps);
      }
    }
  }
  const range = (values: number[]): [number, number] => {
    values.sort((a, b) => a - b);
    const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
    return [at(0.02), at(0.98)];
  };
  const [left, right] = range(xs);
  const [top, bottom] = range(ys);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function bestPlaces(
  lines: readonly (readonly Place[])[],
  extent: { x: number; y: number; width: number; height: number },
  scale: number,
  template: FaceTemplate,
  cost: number,
): FoundFace[] {
  const { box, cell } = template;
  const margin = Math.ceil(OVERHANG * box.height);
  const cells = scale / cell;
  const width = Math.ceil(extent.width * cells) + 2 * margin;
  const height = Math.ceil(extent.height * cells) + 2 * margin;
  if (width < box.width || height < box.height) return [];
  const shiftX = margin - extent.x * cells;
  const shiftY = margin - extent.y * cells;
  const grid = lineDensity(lines, cells, shiftX, shiftY, width, height);
  const scores = correlate(grid, template);
  const columns = width - box.width + 1;
  return localMaxima(scores, columns).map(({ x, y, score }) => ({
    // The box found at cell (x, y) of the grid belongs at its own cell of the canvas.
    placement: { scale, x: (shiftX + box.x - x) * cell, y: (shiftY + box.y - y) * cell },
    score: score - cost,
  }));
}

/** Normalised cross-correlation at every place of the box. [(height − box.height + 1) × (width − box.width + 1)] */
function correlate(grid: DensityGrid, { box, values }: FaceTemplate): Float32Array {
  const columns = grid.width - box.width + 1;
  const rows = grid.height - box.height + 1;
  const area = box.width * box.height;
  const scores = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let product = 0;
      let sum = 0;
      let squares = 0;
      for (let y = 0; y < box.height; y++) {
        const from = (row + y) * grid.width + column;
        const own = y * box.width;
        for (let x = 0; x < box.width; x++) {
          const value = grid.data[from + x] as number;
          product += value * (values[own + x] as number);
          sum += value;
          squares += value * value;
        }
      }
      const deviation = Math.sqrt(Math.max(1e-6, squares - (sum * sum) / area));
      scores[row * columns + column] = product / deviation;
    }
  }
  return scores;
}

function localMaxima(scores: Float32Array, columns: number): { x: number; y: number; score: number }[] {
  const rows = scores.length / columns;
  const found: { x: number; y: number; score: number }[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const score = scores[y * columns + x] as number;
      let highest = true;
      for (let v = Math.max(0, y - 1); v <= Math.min(rows - 1, y + 1) && highest; v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(columns - 1, x + 1); u++) {
          if ((scores[v * columns + u] as number) > score) highest = false;
        }
      }
      if (highest) found.push({ x, y, score });
    }
  }
  return found;
}
