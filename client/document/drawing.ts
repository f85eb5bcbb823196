import type * as Y from 'yjs';
import { MAX_STROKES } from '../../shared/limits.ts';
import { partOf } from '../../shared/partLocks.ts';
import type { PartId } from '../../shared/parts.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { decodeStroke, encodeStroke, type Stroke } from '../../shared/strokeCodec.ts';
import { GestureUndo } from './gestureUndo.ts';
import { LOCAL_ORIGIN } from './localOrigin.ts';

/** Bytes of strokes erased in one transaction: its undo sends them again, in one update of 64 KB at most. */
const ERASE_BATCH_BYTES = 32 * 1024;

const NO_PARTS: ReadonlySet<PartId> = new Set();

/** This person's hand on the room's strokes. */
export class Drawing {
  readonly strokes: Y.Map<Uint8Array>;
  readonly undo: GestureUndo;
  /** parts that this person has to leave alone: the server would refuse changes there */
  barred: () => ReadonlySet<PartId> = () => NO_PARTS;
  /** a change was given up for that reason */
  onBarred: (part: PartId) => void = () => {};

  constructor(private readonly doc: Y.Doc) {
    this.strokes = strokesOf(doc);
    this.undo = new GestureUndo(this.strokes);
  }

  /** Whether another stroke is allowed. */
  get full(): boolean {
    return this.strokes.size >= MAX_STROKES;
  }

  /** Adds a finished stroke, unless it lies in a barred part; false where the drawing is full. */
  add(id: string, stroke: Stroke): boolean {
    if (this.full) return false;
    if (this.isBarred(stroke)) return true;
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

  private isBarred({ points }: Stroke): boolean {
    const barred = this.barred();
    const part = barred.size > 0 ? partOf(points) : null;
    if (part === null || !barred.has(part)) return false;
    this.onBarred(part);
    return true;
  }

  private *batches(ids: Iterable<string>): Generator<string[]> {
    let batch: string[] = [];
    let total = 0;
    for (const id of ids) {
      const bytes = this.strokes.get(id);
      if (!bytes || (this.barred().size > 0 && this.isBarred(decodeStroke(bytes)))) continue;
      if (batch.length > 0 && total + bytes.byteLength > ERASE_BATCH_BYTES) {
        yield batch;
        batch = [];
        total = 0;
      }
      batch.push(id);
      total += bytes.byteLength;
    }
    if (batch.length > 0) yield batch;
  }
}
