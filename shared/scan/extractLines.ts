import type { Place } from '../canvas.ts';
import type { GreyPicture } from './evenPaper.ts';
import { findLines } from './lineMask.ts';
import { lengthOf, simplify, smooth } from './polyline.ts';
import { thin } from './skeleton.ts';
import { tracePaths } from './traceLines.ts';

/** px of the working picture */
const SMOOTHING = 2;
const TOLERANCE = 0.6;
/** px: a pen leaves dots that matter (pupils, nostrils); pencil grain leaves dots that do not */
const SHORTEST = { pen: 2, pencil: 9 } as const;

/** px: what a crossing leaves over is a line of its own only above this length, else a spur of the thinning */
const LONGEST_SPUR = 8;

/** The lines of a drawing as polylines in px of the working picture, the longest first. */
export function extractLines(ink: GreyPicture): Place[][] {
  const { lines, style } = findLines(ink);
  return tracePaths(thin(lines))
    .filter(({ points, alone }) => lengthOf(points) >= (alone ? SHORTEST[style] : LONGEST_SPUR))
    .map(({ points }) => simplify(smooth(points, SMOOTHING), TOLERANCE))
    .sort((a, b) => lengthOf(b) - lengthOf(a));
}
