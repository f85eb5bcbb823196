import { type InkSpread, inkSpread } from '../../shared/scan/inkSpread.ts';
import type { Placement } from '../../shared/similarity.ts';
import type { Place } from '../linePen.ts';
import { type DensityGrid, type FaceTemplate, lineDensity } from './faceTemplate.ts';

export interface FoundFace {
  readonly placement: Placement;
  /** correlation with the mean face, −1…1, less what is unusual about the placement */
  readonly score: number;
}

/** Canvas px that a head with its hair covers at the template's size: the longer side of its ink. */
const USUAL_EXTENT = 430;
/** Natural logarithm of the ratio that drawings' extents spread by: shoulders and hair, or a bare face. */
const EXTENT_SPREAD = 0.45;
/** Correlation that a scale loses at one such spread from the usual. */
const EXTENT_COST = 0.06;
/** canvas px: where the middle of a drawing's ink usually lies, and how far drawings stray from it */
const USUAL_CENTRE = { x: 256, y: 268 };
const CENTRE_SPREAD = { x: 40, y: 60 };
/** Correlation that a placement loses at one such spread. */
const CENTRE_COST = 0.015;
/** Candidates nearer than this to a better one (canvas px; ratio of scales) would be refined to the same. */
const SAME_PLACE = 20;
const SAME_SCALE = 1.12;
/** Scales tried: each 7 % larger than the one before. */
const SCALE_STEP = 1.07;
const SCALES_EACH_WAY = 11;
/** Share of the template's box that may lie outside the drawing. */
const OVERHANG = 0.2;

/**
 * Finds the face among a drawing's lines: correlates their density with the mean face's at many
 * scales and all places. Best first; near ones only once.
 * @param lines px of the drawing
 */
export function findFaces(
  lines: readonly (readonly Place[])[],
  template: FaceTemplate,
  count: number,
): FoundFace[] {
  const ink = inkSpread(lines);
  const usual = USUAL_EXTENT / Math.max(1, ink.extent.width, ink.extent.height);
  const found: FoundFace[] = [];
  for (let step = -SCALES_EACH_WAY; step <= SCALES_EACH_WAY; step++) {
    const unusual = (Math.log(SCALE_STEP) * step) / EXTENT_SPREAD;
    for (const { placement, score } of bestPlaces(lines, ink, usual * SCALE_STEP ** step, template)) {
      const cost = EXTENT_COST * unusual ** 2 + CENTRE_COST * offCentre(ink.centre, placement);
      found.push({ placement, score: score - cost });
    }
  }
  const distinct: FoundFace[] = [];
  for (const face of found.sort((a, b) => b.score - a.score)) {
    if (distinct.length === count) break;
    if (!distinct.some((better) => isNear(face.placement, better.placement, ink.centre))) distinct.push(face);
  }
  return distinct;
}

/** Squared distance of the placed ink's middle from the usual one, in spreads. */
function offCentre(centre: Place, placement: Placement): number {
  const { x, y } = placed(centre, placement);
  return ((x - USUAL_CENTRE.x) / CENTRE_SPREAD.x) ** 2 + ((y - USUAL_CENTRE.y) / CENTRE_SPREAD.y) ** 2;
}

function isNear(a: Placement, b: Placement, centre: Place): boolean {
  const [p, q] = [placed(centre, a), placed(centre, b)];
  const ratio = Math.max(a.scale / b.scale, b.scale / a.scale);
  return ratio < SAME_SCALE && Math.hypot(p.x - q.x, p.y - q.y) < SAME_PLACE;
}

function placed(point: Place, { scale, x, y }: Placement): Place {
  return { x: point.x * scale + x, y: point.y * scale + y };
}

function bestPlaces(
  lines: readonly (readonly Place[])[],
  { extent }: InkSpread,
  scale: number,
  template: FaceTemplate,
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
    score,
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
