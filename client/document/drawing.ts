import type * as Y from 'yjs';
import { MAX_STROKES } from '../../shared/limits.ts';
import { type IdentifiedStroke, strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke, type Stroke } from '../../shared/strokeCodec.ts';
import { GestureUndo } from './gestureUndo.ts';
import { LOCAL_ORIGIN } from './localOrigin.ts';

/** Bytes of strokes added or erased in one transaction: it, or its undo, sends them in one update of 64 KB at most. */
const BATCH_BYTES = 32 * 1024;

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

  /** Adds many finished strokes, within the gesture that was begun. The caller looked whether they fit. */
  addAll(strokes: readonly IdentifiedStroke[]): void {
    const packed = new Map(strokes.map(({ id, stroke }) => [id, encodeStroke(stroke)]));
    for (const batch of batches(packed.keys(), (id) => packed.get(id)?.byteLength)) {
      this.doc.transact(() => {
        for (const id of batch) this.strokes.set(id, packed.get(id) as Uint8Array);
      }, LOCAL_ORIGIN);
    }
  }

  erase(ids: Iterable<string>): void {
    for (const batch of batches(ids, (id) => this.strokes.get(id)?.byteLength)) {
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
}

/** @param sizeOf bytes of a stroke; undefined: there is no such stroke */
function* batches(ids: Iterable<string>, sizeOf: (id: string) => number | undefined): Generator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const id of ids) {
    const size = sizeOf(id);
    if (size === undefined) continue;
    if (batch.length > 0 && bytes + size > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(id);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
