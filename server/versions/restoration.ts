import { equalityDeep } from 'lib0/function';
import * as Y from 'yjs';
import type { PartId } from '../../shared/parts.ts';
import { masterOf } from '../../shared/roomControls.ts';
import { editsOf, nameRoots, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { partsSeen } from '../../shared/seenStrokes.ts';
import { parseEditKey } from '../../shared/strokeEdits.ts';
import { isUnderlaySetting } from '../../shared/underlay.ts';

export interface RestorationOptions {
  /** Yjs client that the change is written with; nobody else uses it */
  client: number;
  /** parts that the person may not change: they stay as they are */
  barred: ReadonlySet<PartId>;
  /** the person may switch the shadow guide: it comes back as it was */
  guide: boolean;
}

export interface Restoration {
  /** Yjs update, V1, for the live document */
  update: Uint8Array;
  /** strokes that the room has after it */
  strokes: number;
}

/**
 * The change that makes a document look like an earlier state of it. It only adds to the history: strokes come back with
 * their ids, bytes and authors, those drawn since are erased. Part locks are about now, so they stay.
 * @param state the earlier document, Yjs update, V1
 * @returns null where there is nothing to change
 */
export function restorationOf(
  doc: Y.Doc,
  state: Uint8Array,
  options: RestorationOptions,
): Restoration | null {
  const target = copyOf(state);
  const scratch = copyOf(Y.encodeStateAsUpdate(doc));
  scratch.clientID = options.client;
  let update: Uint8Array | null = null;
  scratch.on('update', (bytes: Uint8Array) => {
    update = bytes;
  });
  scratch.transact(() => {
    const strokes = strokesOf(scratch);
    const earlier = strokesOf(target);
    // Parts are told by the documents as they were: strokes and edits change one after the other.
    const { barred } = options;
    const places = barred.size > 0 ? [copyOf(Y.encodeStateAsUpdate(doc)), target] : [];
    const inBarred = (id: string) =>
      places.some((place) => partsSeen(id, place).some((part) => barred.has(part)));
    align(strokes, earlier, inBarred);
    align(editsOf(scratch), editsOf(target), (key) => inBarred(parseEditKey(key)?.strokeId ?? ''));
    align(settingsMapOf(scratch), settingsMapOf(target), (key) => {
      const [group, part] = key.split('.');
      if (key === 'shadow') return !options.guide;
      if (isUnderlaySetting(key)) return true;
      return masterOf(key) !== null || (group === 'refine' && options.barred.has(part as PartId));
    });
  });
  return update && { update, strokes: strokesOf(scratch).size };
}

function align<T>(map: Y.Map<T>, earlier: Y.Map<T>, stays: (key: string) => boolean): void {
  for (const key of [...map.keys()]) if (!earlier.has(key) && !stays(key)) map.delete(key);
  for (const [key, value] of earlier) {
    if (!stays(key) && !equalityDeep(map.get(key), value)) map.set(key, value);
  }
}

function copyOf(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  nameRoots(doc);
  Y.applyUpdate(doc, state);
  return doc;
}
