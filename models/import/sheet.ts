import { inkSpread } from '../../shared/scan/inkSpread.ts';
import { apply, ofPlacement, type Similarity } from '../../shared/similarity.ts';
import { type Coverage, drawPolyline, type Place } from '../linePen.ts';

/** px of the sheet: the pen that the aligner's training draws with, whatever the drawing's size */
const PEN = 1.1;
/** Share of the sheet's side left free around the ink. */
const MARGIN = 0.06;

/** Lines as the aligner sees them: [side × side], 0…1, ink 1. @param view drawing px → sheet px */
export function drawSheet(
  lines: readonly (readonly Place[])[],
  view: Similarity,
  side: number,
): Float32Array {
  const paper: Coverage = { width: side, height: side, data: new Uint8Array(side * side) };
  for (const line of lines)
    drawPolyline(
      paper,
      line.map((point) => apply(view, point)),
      PEN / 2,
    );
  return Float32Array.from(paper.data, (ink) => ink / 255);
}

/** The view of all of a drawing's ink but stray marks. */
export function wholeView(lines: readonly (readonly Place[])[], side: number): Similarity {
  const { x, y, width, height } = inkSpread(lines).extent;
  const scale = ((1 - 2 * MARGIN) * side) / Math.max(1, width, height);
  const centred = (start: number, length: number) => side / 2 - scale * (start + length / 2);
  return ofPlacement({ scale, x: centred(x, width), y: centred(y, height) });
}
