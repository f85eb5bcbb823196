import { CANVAS_SIZE, type Place, type Rectangle } from '../canvas.ts';
import { MAX_STROKE_POINTS } from '../limits.ts';
import { apply, ofPlacement, type Similarity } from '../similarity.ts';
import { clipLine } from './clipLine.ts';
import { inkSpread } from './inkSpread.ts';
import { simplify } from './polyline.ts';

/** Where a drawing goes by its extent: its ink where a head usually lies, or the whole page on the whole sheet. */
export type SheetFit = 'face' | 'page';

/** canvas px: head with hair, as the training faces have it */
const HEAD: Rectangle = { x: 104, y: 45, width: 300, height: 410 };
const SHEET: Rectangle = { x: 0, y: 0, width: CANVAS_SIZE, height: CANVAS_SIZE };
/** canvas px: what simplifying may change */
const TOLERANCE = 0.4;
/** canvas px between two points at most: the sheet rounds corners between far ones */
const SPACING = 8;

/** From a drawing to the sheet. @param page where the drawing lies, in the units of its lines */
export function sheetPlacement(
  lines: readonly (readonly Place[])[],
  page: Rectangle,
  fit: SheetFit,
): Similarity {
  const [from, to] = fit === 'face' ? [inkSpread(lines).extent, HEAD] : [page, SHEET];
  const scale = Math.min(to.width / Math.max(1e-6, from.width), to.height / Math.max(1e-6, from.height));
  const x = to.x + (to.width - from.width * scale) / 2 - from.x * scale;
  const y = to.y + (to.height - from.height * scale) / 2 - from.y * scale;
  return ofPlacement({ scale, x, y });
}

/**
 * A drawing's lines on the sheet, in strokes that the room takes. What lies beyond the sheet is cut off.
 * @param moves from the drawing to the sheet
 * @returns for each line the strokes that it becomes: several where it is long or leaves the sheet, none beyond it
 */
export function placeOnSheet(lines: readonly (readonly Place[])[], moves: Similarity): Place[][][] {
  return lines.map((line) =>
    clipLine(
      line.map((place) => apply(moves, place)),
      SHEET,
    ).flatMap((piece) => inPieces(spaced(simplify(piece, TOLERANCE)))),
  );
}

function spaced(line: readonly Place[]): Place[] {
  return line.flatMap((place, i) => {
    const before = line[i - 1];
    if (!before) return [place];
    const steps = Math.max(1, Math.ceil(Math.hypot(place.x - before.x, place.y - before.y) / SPACING));
    return Array.from({ length: steps }, (_, k) => ({
      x: before.x + ((place.x - before.x) * (k + 1)) / steps,
      y: before.y + ((place.y - before.y) * (k + 1)) / steps,
    }));
  });
}

/** A line of more points than a stroke has becomes several that meet. */
function inPieces(line: readonly Place[]): Place[][] {
  const pieces: Place[][] = [];
  for (let i = 0; i < line.length - 1; i += MAX_STROKE_POINTS - 1)
    pieces.push(line.slice(i, i + MAX_STROKE_POINTS));
  return pieces;
}
