import type { Place } from '../canvas.ts';
import { evenPaper, type GreyPicture } from './evenPaper.ts';
import { extractLines } from './extractLines.ts';
import { lightnessOf } from './lightness.ts';

/** A scanned drawing. */
export interface Scan {
  /** polylines in px of the picture, the longest first */
  readonly lines: Place[][];
  /** darkness on even paper */
  readonly ink: GreyPicture;
}

/**
 * A photo or scan of a drawing as lines: even paper, threshold, thinning, tracing, simplifying.
 * @param rgba [height × width × 4], 0…255; the longest side WORKING_SIDE
 */
export function scanDrawing(rgba: Uint8ClampedArray, width: number, height: number): Scan {
  const ink = evenPaper(lightnessOf(rgba, width, height));
  return { lines: extractLines(ink), ink };
}
