import type * as Y from 'yjs';
import type { Point } from '../../shared/canvas.ts';
import { editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { strokesAsSeen, withEdits } from '../../shared/seenStrokes.ts';
import { decodeStroke, type Stroke, StrokeFormatError } from '../../shared/strokeCodec.ts';

/** A stroke as people see it on the sheet; one that was cut is several. */
export interface SeenStroke {
  id: string;
  /** subject */
  author: string;
  /** px of the 512 canvas */
  width: number;
  /** ms since the Unix epoch by the author's clock */
  startedAt: number;
  points: readonly Point[];
}

/** The strokes of a document in the order in which they were begun. What cannot be read (a newer format) is left out. */
export function seenStrokes(doc: Y.Doc): SeenStroke[] {
  const seen: SeenStroke[] = [];
  for (const { id, stroke: bytes, edits } of withEdits(strokesOf(doc), editsOf(doc))) {
    const stroke = readable(bytes);
    if (!stroke) continue;
    for (const line of strokesAsSeen({ id, stroke }, edits)) {
      const { author, width, startedAt, points } = line.stroke;
      seen.push({ id: line.id, author, width, startedAt, points });
    }
  }
  return seen.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}

function readable(bytes: Uint8Array): Stroke | null {
  try {
    return decodeStroke(bytes);
  } catch (error) {
    if (error instanceof StrokeFormatError) return null;
    throw error;
  }
}
