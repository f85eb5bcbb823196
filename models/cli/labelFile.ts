import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { MAX_EDITS } from '../../shared/limits.ts';
import { ROOM_FILE_VERSION, type RoomFile } from '../../shared/roomFile.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { plainLabelKey } from '../../shared/strokeEdits.ts';
import type { DrawnLine } from '../interpretation/strokeInterpreter.ts';

/**
 * What was understood of a drawing, as a room file (JSON) whose strokes are labelled: it opens as a room.
 * @param strokes on the canvas; what lies outside of it is moved to its border
 * @param labels one a stroke; null where nothing was understood, which then is not named
 */
export function labelFile(strokes: readonly DrawnLine[], labels: readonly (StrokeClass | null)[]): string {
  const file: RoomFile = {
    format: 'limn-room',
    version: ROOM_FILE_VERSION,
    strokes: strokes.map(({ points }, i) => ({
      id: idOf(i),
      points: points.map(({ x, y }) => [inside(x), inside(y)]),
    })),
    edits: labels
      .flatMap((label, i): NonNullable<RoomFile['edits']> => (label ? [[plainLabelKey(idOf(i)), label]] : []))
      .slice(0, MAX_EDITS),
  };
  return `${JSON.stringify(file)}\n`;
}

const idOf = (index: number) => `stroke-${String(index).padStart(5, '0')}`;

function inside(position: number): number {
  return Math.round(100 * Math.min(CANVAS_SIZE, Math.max(0, position))) / 100;
}
