import type * as Y from 'yjs';
import { editKeysOf } from '../../shared/editKeys.ts';
import type { PartId } from '../../shared/parts.ts';
import { partAt, placeIn } from '../../shared/seenStrokes.ts';
import { partOfClass } from '../../shared/semantics/partOfClass.ts';
import { lastLabel, lastMove, parseEditKey } from '../../shared/strokeEdits.ts';

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
    const earlier = {
      keys: () => edits.keys(),
      has: () => true,
      get: (at: string) => (at === key ? before : edits.get(at)),
    };
    const keys = editKeysOf(edits, id);
    const named = [edits, earlier].flatMap((map) => {
      const label = lastLabel(map, keys)?.label;
      return (label && partOfClass(label)) ?? [];
    });
    const places = [placeIn(edits, id)];
    if (edit?.field === 'move') places.push(lastMove(earlier, keys)?.matrix ?? null);
    return [...places.map((place) => partAt(bytes, place)), ...named];
  });
}
