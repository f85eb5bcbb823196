import type * as Y from 'yjs';
import { MAX_STROKES } from '../../shared/limits.ts';
import { partOf } from '../../shared/partLocks.ts';
import type { PartId } from '../../shared/parts.ts';
import { type IdentifiedStroke, strokesOf } from '../../shared/roomDocument.ts';
import { decodeStroke, encodeStroke, type Stroke } from '../../shared/strokeCodec.ts';
import { GestureUndo } from './gestureUndo.ts';
import { LOCAL_ORIGIN } from './localOrigin.ts';

/** Bytes of strokes added or erased in one transaction: it, or its undo, sends them in one update of 64 KB at most. */
const BATCH_BYTES = 32 * 1024;

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

  /** Adds many finished strokes but those in barred parts, within the gesture that was begun. The caller looked whether they fit. */
  addAll(strokes: readonly IdentifiedStroke[]): void {
    const allowed = strokes.filter(({ stroke }) => !this.isBarred(stroke));
    const packed = new Map(allowed.map(({ id, stroke }) => [id, encodeStroke(stroke)]));
    for (const batch of batches(packed.keys(), (id) => packed.get(id)?.byteLength)) {
      this.doc.transact(() => {
        for (const id of batch) this.strokes.set(id, packed.get(id) as Uint8Array);
      }, LOCAL_ORIGIN);
    }
  }

  erase(ids: Iterable<string>): void {
    for (const batch of batches(this.erasable(ids), (id) => this.strokes.get(id)?.byteLength)) {
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

  /** Strokes that are there and that this person may take away. */
  private erasable(ids: Iterable<string>): string[] {
    return [...ids].filter((id) => {
      const bytes = this.strokes.get(id);
      return bytes && (this.barred().size === 0 || !this.isBarred(decodeStroke(bytes)));
    });
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
