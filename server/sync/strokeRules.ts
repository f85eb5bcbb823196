import * as Y from 'yjs';
import { STROKE_ID_PATTERN } from '../../shared/ids.ts';
import type { PartId } from '../../shared/parts.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { partsSeen } from '../../shared/seenStrokes.ts';
import { decodeStroke, StrokeFormatError } from '../../shared/strokeCodec.ts';
import type { Ledger } from '../rooms/ledger.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

/**
 * What may happen to one stroke: added by its author, erased by anyone who draws, put back with the
 * very bytes it had. Never changed.
 * @param tried the map with the change, @param live the map without it
 * @throws UpdateRefusedError
 */
export function checkStrokeChange(
  id: string,
  tried: Y.Map<Uint8Array>,
  live: Y.Map<Uint8Array>,
  subject: string,
  ledger: Ledger,
): void {
  if (!STROKE_ID_PATTERN.test(id)) throw new UpdateRefusedError('a stroke id is malformed');
  const item = tried._map.get(id);
  if (!item || item.deleted) return;
  if (!(item.content instanceof Y.ContentBinary)) throw new UpdateRefusedError('a stroke is not bytes');
  const bytes = item.content.content;
  const before = live.get(id);
  if (before) {
    if (!sameBytes(before, bytes)) throw new UpdateRefusedError('a stroke may not be changed');
    return;
  }
  const author = authorOf(bytes);
  // Undoing an erase puts the same stroke back with its first author.
  if (ledger.hadStroke(id, bytes)) return;
  if (ledger.hadOtherStroke(id, bytes)) throw new UpdateRefusedError('a stroke may not be changed');
  if (author !== subject) throw new UpdateRefusedError('a stroke names another author');
}

/**
 * Strokes of a locked part neither come nor go.
 * @param tried the document with the change, @param live the document without it
 * @param locked parts that the sender may not change
 * @throws UpdateRefusedError
 */
export function checkPartLock(id: string, tried: Y.Doc, live: Y.Doc, locked: ReadonlySet<PartId>): void {
  if (locked.size === 0 || strokesOf(live).has(id) === strokesOf(tried).has(id)) return;
  const part = [...partsSeen(id, live), ...partsSeen(id, tried)].find((part) => locked.has(part));
  if (part) throw new UpdateRefusedError(`the part ${part} is locked`);
}

function authorOf(bytes: Uint8Array): string {
  try {
    return decodeStroke(bytes).author;
  } catch (error) {
    if (error instanceof StrokeFormatError) throw new UpdateRefusedError(error.message);
    throw error;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0;
}
