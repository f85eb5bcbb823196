import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';

/** Every class once, as one looks for it in a face: from above, in pairs where a list has two columns. */
export const CLASSES: readonly StrokeClass[] = [
  'hair',
  'hat',
  'skin',
  'glasses',
  'leftBrow',
  'rightBrow',
  'leftEye',
  'rightEye',
  'leftEar',
  'rightEar',
  'nose',
  'earring',
  'upperLip',
  'lowerLip',
  'mouth',
  'neck',
  'necklace',
  'cloth',
];
/** The strokes of one class; null: of those that have none. */
export interface PresentPart {
  label: StrokeClass | null;
  ids: readonly string[];
}

/** What there is on the sheet, from above; strokes without a label come last. */
export function partsPresent(strokes: Iterable<string>, labels: StrokeLabels): PresentPart[] {
  const parts = new Map<StrokeClass | null, string[]>();
  for (const id of strokes) {
    const label = labels.get(id) ?? null;
    const ids = parts.get(label) ?? [];
    ids.push(id);
    parts.set(label, ids);
  }
  return [...CLASSES, null].flatMap((label) => {
    const ids = parts.get(label);
    return ids ? [{ label, ids }] : [];
  });
}
