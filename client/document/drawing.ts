import type * as Y from 'yjs';
import { MAX_STROKES } from '../../shared/limits.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke, type Stroke } from '../../shared/strokeCodec.ts';
import { GestureUndo } from './gestureUndo.ts';
import { LOCAL_ORIGIN } from './localOrigin.ts';

/** Bytes of strokes erased in one transaction: its undo sends them again, in one update of 64 KB at most. */
const ERASE_BATCH_BYTES = 32 * 1024;

/** This person's hand on the room's strokes. */
export class Drawing {
  readonly strokes: Y.Map<Uint8Array>;
  readonly undo: GestureUndo;

  constructor(private readonly doc: Y.Doc) {
    this.strokes = strokesOf(doc);
    this.undo = new GestureUndo(this.strokes);
  }

  /** Whether another stroke is allowed. */
  get full(): boolean {
    return this.strokes.size >= MAX_STROKES;
  }

  /** Adds a finished stroke; false where the drawing is full. */
  add(id: string, stroke: Stroke): boolean {
    if (this.full) return false;
    this.doc.transact(() => this.strokes.set(id, encodeStroke(stroke)), LOCAL_ORIGIN);
    return true;
  }

  erase(ids: Iterable<string>): void {
    for (const batch of this.batches(ids)) {
      this.doc.transact(() => {
        for (const id of batch) this.strokes.delete(id);
      }, LOCAL_ORIGIN);
    }
  }

  /** Erases everybody's strokes, as one step that can be undone. */
  clear(): void {
    this.undo.startGesture();
    this.erase([...this.strokes.keys()]);
  }

  private *batches(ids: Iterable<string>): Generator<string[]> {
    let batch: string[] = [];
    let bytes = 0;
    for (const id of ids) {
      const size = this.strokes.get(id)?.byteLength;
      if (size === undefined) continue;
      if (batch.length > 0 && bytes + size > ERASE_BATCH_BYTES) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(id);
      bytes += size;
    }
    if (batch.length > 0) yield batch;
  }
}
