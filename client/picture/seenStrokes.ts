import type * as Y from 'yjs';
import type { Point } from '../../shared/canvas.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { decodeStroke, StrokeFormatError } from '../../shared/strokeCodec.ts';

/** A stroke as people see it on the sheet. */
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
  for (const [id, bytes] of strokesOf(doc)) {
    try {
      const { author, width, startedAt, points } = decodeStroke(bytes);
      seen.push({ id, author, width, startedAt, points });
    } catch (error) {
      if (!(error instanceof StrokeFormatError)) throw error;
    }
  }
  return seen.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}
