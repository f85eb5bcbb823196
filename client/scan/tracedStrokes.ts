import { MAX_STROKES } from '../../shared/limits.ts';
import { placeOnSheet } from '../../shared/scan/placeOnSheet.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import type { Similarity } from '../../shared/similarity.ts';
import type { Stroke } from '../../shared/strokeCodec.ts';
import type { ReadDrawing } from './readDrawing.ts';

/** px: the pen's usual width */
const WIDTH = 3;
/** away from ½, which would mean "not measured" and give the line widths from a speed that nobody had */
const PRESSURE = 0.55;
/** ms between two points: a calm hand's pace, for the replay */
const INTERVAL_MS = 16;

export interface TracedStroke {
  stroke: Stroke;
  /** what it shows, where the file says so */
  label: StrokeClass | null;
}

/**
 * A drawing's lines as strokes of a person, in the drawing's order.
 * @param moves from the drawing to the sheet
 * @param startedAt of the first; the others follow
 */
export function tracedStrokes(
  drawing: ReadDrawing,
  moves: Similarity,
  author: string,
  startedAt: number,
): TracedStroke[] {
  return placeOnSheet(drawing.lines, moves)
    .flatMap((lines, i) => lines.map((line) => ({ line, label: drawing.labels?.[i] ?? null })))
    .slice(0, MAX_STROKES)
    .map(({ line, label }, index) => ({
      stroke: {
        author,
        tool: 'pen',
        width: WIDTH,
        startedAt: startedAt + index,
        points: line.map(({ x, y }, i) => ({ x, y, pressure: PRESSURE, time: i * INTERVAL_MS })),
      },
      label,
    }));
}
