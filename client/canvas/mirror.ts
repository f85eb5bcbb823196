import { CANVAS_SIZE } from '../../shared/canvas.ts';
import type { Place } from './geometry.ts';

/** Canvas px: faces are drawn around it. */
export const MIRROR_AXIS = CANVAS_SIZE / 2;

/** The same places on the other side of the sheet's middle. */
export function mirrored<P extends Place>(points: readonly P[]): P[] {
  return points.map((point) => ({ ...point, x: 2 * MIRROR_AXIS - point.x }));
}
