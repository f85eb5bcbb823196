import type { Place } from '../canvas.ts';
import { evenPaper } from './evenPaper.ts';
import { extractLines } from './extractLines.ts';
import { lightnessOf } from './lightness.ts';

/**
 * A photo or scan of a drawing as lines, the longest first: even paper, threshold, thinning, tracing, simplifying.
 * @param rgba [height × width × 4], 0…255; the longest side WORKING_SIDE
 * @returns polylines in px of the picture
 */
export function scanLines(rgba: Uint8ClampedArray, width: number, height: number): Place[][] {
  return extractLines(evenPaper(lightnessOf(rgba, width, height)));
}
