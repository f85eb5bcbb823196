import type * as Y from 'yjs';
import { keysByStroke, noteKey } from './strokeEdits.ts';

const indexes = new WeakMap<Y.Map<unknown>, Map<string, Set<string>>>();
const NONE: ReadonlySet<string> = new Set();

/**
 * The keys that a document's edits have, or had, for a stroke. The first question indexes them all; from then on the index follows
 * the document, ahead of its observers.
 */
export function editKeysOf(edits: Y.Map<unknown>, strokeId: string): ReadonlySet<string> {
  return indexOf(edits).get(strokeId) ?? NONE;
}

function indexOf(edits: Y.Map<unknown>): Map<string, Set<string>> {
  const known = indexes.get(edits);
  if (known) return known;
  const index = keysByStroke(edits);
  edits.doc?.on('beforeObserverCalls', ({ changed }: Y.Transaction) => {
    const keys = (changed as Map<unknown, Set<string | null>>).get(edits) ?? [];
    for (const key of keys) noteKey(index, key ?? '');
  });
  indexes.set(edits, index);
  return index;
}
