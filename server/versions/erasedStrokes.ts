import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';

/** How many strokes of a document an update, not applied yet, takes away. */
export function strokesErasedBy(update: Uint8Array, doc: Y.Doc): number {
  const { clients } = Y.decodeUpdate(update).ds;
  if (clients.size === 0) return 0;
  let erased = 0;
  for (const { id, deleted } of strokesOf(doc)._map.values()) {
    const ranges = deleted ? undefined : clients.get(id.client);
    if (ranges?.some(({ clock, len }) => id.clock >= clock && id.clock < clock + len)) erased++;
  }
  return erased;
}
