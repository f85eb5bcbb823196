import { effectiveLabel, type StrokeLabels } from '../../shared/semantics/labels.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { type EditMap, labelsSaid } from '../../shared/strokeEdits.ts';

/** What these strokes draw, most strokes first. */
export function drawnParts(
  strokes: Iterable<string>,
  edits: EditMap,
  understood: StrokeLabels,
): StrokeClass[] {
  const counts = new Map<StrokeClass, number>();
  const said = labelsSaid(edits);
  for (const id of strokes) {
    const label = effectiveLabel(said.get(id), understood.get(id));
    if (label) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([label]) => label);
}
