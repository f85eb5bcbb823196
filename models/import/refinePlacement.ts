import type { Placement } from '../../shared/similarity.ts';
import type { Place } from '../linePen.ts';
import { type FaceTemplate, lineDensity, normalised } from './faceTemplate.ts';
import type { FoundFace } from './findFace.ts';

/** canvas px: the middle of the template's face, and how far its parts lie from it */
const FACE_MIDDLE = { x: 252, y: 316 };
const FACE_RADIUS = 120;
/** canvas px: steps of the refinement */
const FIRST_STEP = 6;
const LAST_STEP = 1.5;

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
