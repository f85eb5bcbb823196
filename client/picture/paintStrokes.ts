import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { strokePath } from '../canvas/strokePath.ts';
import type { SeenStroke } from './seenStrokes.ts';

/** The sheet's ink and paper, in every theme. */
export const INK = '#26221c';
export const PAPER = '#fdfaf3';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/**
 * Draws strokes into a square of a canvas.
 * @param square its corner and side in px of the canvas
 * @param colourOf the ink of a stroke; default: the sheet's
 */
export function paintStrokes(
  context: Context,
  strokes: Iterable<SeenStroke>,
  square: { x: number; y: number; size: number },
  colourOf: (stroke: SeenStroke) => string = () => INK,
): void {
  context.save();
  context.translate(square.x, square.y);
  context.scale(square.size / CANVAS_SIZE, square.size / CANVAS_SIZE);
  context.beginPath();
  context.rect(0, 0, CANVAS_SIZE, CANVAS_SIZE);
  context.clip();
  for (const stroke of strokes) {
    context.fillStyle = colourOf(stroke);
    context.fill(strokePath(stroke.points, stroke.width));
  }
  context.restore();
}
