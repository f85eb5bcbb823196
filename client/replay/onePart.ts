import { strokeIdOf } from '../../shared/seenStrokes.ts';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import type { SeenStroke } from '../picture/seenStrokes.ts';

/** What of a replay shows one part; null: all of it. */
export function strokesOfPart<Stroke extends Pick<SeenStroke, 'id'>>(
  strokes: readonly Stroke[],
  labels: StrokeLabels,
  part: StrokeClass | null,
): readonly Stroke[] {
  return part ? strokes.filter(({ id }) => labels.get(strokeIdOf(id)) === part) : strokes;
}
