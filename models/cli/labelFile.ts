import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { ROOM_FILE_VERSION } from '../../shared/roomFile.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import type { DrawnLine } from '../interpretation/strokeInterpreter.ts';

/**
 * What was understood of a drawing, as a room file (JSON) whose strokes name what they show.
 * @param strokes on the canvas; what lies outside of it is moved to its border
 * @param labels one a stroke; null where nothing was understood
 */
export function labelFile(strokes: readonly DrawnLine[], labels: readonly (StrokeClass | null)[]): string {
  const file = {
    format: 'limn-room',
    version: ROOM_FILE_VERSION,
    strokes: strokes.map(({ points }, i) => ({
      label: labels[i] ?? null,
      points: points.map(({ x, y }) => [inside(x), inside(y)]),
    })),
  };
  return `${JSON.stringify(file)}\n`;
}

function inside(position: number): number {
  return Math.round(100 * Math.min(CANVAS_SIZE, Math.max(0, position))) / 100;
}
