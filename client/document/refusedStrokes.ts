import type * as Y from 'yjs';
import { type IdentifiedStroke, strokesOf } from '../../shared/roomDocument.ts';
import { decodeStroke, type Stroke, StrokeFormatError } from '../../shared/strokeCodec.ts';

/**
 * Strokes of a document that the server has not confirmed. When it refuses an update, these are what
 * the person may lose: they are taken out before the document and its offline copy are discarded.
 * @param storedClock first clock of a client that the server has not confirmed
 */
export function unconfirmedStrokes(doc: Y.Doc, storedClock: (client: number) => number): IdentifiedStroke[] {
  const map = strokesOf(doc);
  const found: IdentifiedStroke[] = [];
  // `_map` is Yjs's own index of a map's newest items: the one place that tells who set a key, and when
  for (const [id, item] of map._map) {
    if (item.deleted || item.id.clock < storedClock(item.id.client)) continue;
    const stroke = readable(map.get(id));
    if (stroke) found.push({ id, stroke });
  }
  return found;
}

/** Those of the refused strokes that the fresh document lacks: what is worth drawing again. */
export function stillMissing(refused: readonly IdentifiedStroke[], fresh: Y.Doc): IdentifiedStroke[] {
  const present = strokesOf(fresh);
  return refused.filter(({ id }) => !present.has(id));
}

/** A stroke that cannot be read is what the server refused: there is nothing to draw again. */
function readable(bytes: Uint8Array | undefined): Stroke | null {
  if (!bytes) return null;
  try {
    return decodeStroke(bytes);
  } catch (error) {
    if (error instanceof StrokeFormatError) return null;
    throw error;
  }
}
