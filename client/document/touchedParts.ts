import type * as Y from 'yjs';
import type { PartId } from '../../shared/parts.ts';
import { partAt } from '../../shared/seenStrokes.ts';
import { partOfClass } from '../../shared/semantics/partOfClass.ts';
import { labelKey, parseEditKey, readLabel, readTransform, transformKey } from '../../shared/strokeEdits.ts';

/** One key of the strokes or of their edits that a step changed. */
export interface Change {
  key: string;
  /** what stood there before the step */
  before: unknown;
}

/** The parts in which taking a step back would change something. */
export function partsTouched(
  changes: readonly Change[],
  strokes: Y.Map<Uint8Array>,
  edits: Y.Map<unknown>,
): PartId[] {
  return changes.flatMap(({ key, before }) => {
    const edit = parseEditKey(key);
    const id = edit?.strokeId ?? key;
    const bytes = strokes.get(id) ?? before;
    if (!(bytes instanceof Uint8Array)) return [];
    const now = partAt(bytes, readTransform(edits.get(transformKey(id))));
    const named = [edits.get(labelKey(id)), ...(edit?.field === 'label' ? [before] : [])].flatMap((value) => {
      const label = readLabel(value);
      return (label && partOfClass(label)) ?? [];
    });
    const places = edit?.field === 'transform' ? [now, partAt(bytes, readTransform(before))] : [now];
    return [...places, ...named];
  });
}
