import type * as Y from 'yjs';
import { editKeysOf } from '../../shared/editKeys.ts';
import { MAX_EDITS, MAX_STROKES } from '../../shared/limits.ts';
import type { Matrix } from '../../shared/matrix.ts';
import { partOf } from '../../shared/partLocks.ts';
import type { PartId } from '../../shared/parts.ts';
import { editsOf, type IdentifiedStroke, strokesOf } from '../../shared/roomDocument.ts';
import type { DrawnStroke } from '../../shared/roomFile.ts';
import { partAt, partsSeen } from '../../shared/seenStrokes.ts';
import { partOfClass } from '../../shared/semantics/partOfClass.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { encodeStroke, pointCount, type Stroke } from '../../shared/strokeCodec.ts';
import { nothingRemains, type Stretch, withStretches } from '../../shared/strokeCuts.ts';
import {
  cutKey,
  isMove,
  labelKey,
  lastLabel,
  lastMove,
  parseEditKey,
  readCut,
  readEdits,
} from '../../shared/strokeEdits.ts';
import { type EditChange, editsAnew, moved } from './editChanges.ts';
import { GestureUndo } from './gestureUndo.ts';
import { LOCAL_ORIGIN, TIDY_ORIGIN } from './localOrigin.ts';
import { partsTouched } from './touchedParts.ts';

/** Bytes of strokes added or erased in one transaction: it, or its undo, sends them in one update of 64 KB at most. */
const BATCH_BYTES = 32 * 1024;

const NO_PARTS: ReadonlySet<PartId> = new Set();

/** Edits of one transaction: below the limits of one update in bytes and structs, and so is its undo. */
const EDIT_BATCH = 100;
/** This person's hand on the room's strokes. */
export class Drawing {
  readonly strokes: Y.Map<Uint8Array>;
  readonly edits: Y.Map<unknown>;
  readonly undo: GestureUndo;
  /** parts that this person has to leave alone: the server would refuse changes there */
  barred: () => ReadonlySet<PartId> = () => NO_PARTS;
  /** a change was given up for that reason */
  onBarred: (part: PartId) => void = () => {};

  constructor(private readonly doc: Y.Doc) {
    this.strokes = strokesOf(doc);
    this.edits = editsOf(doc);
    this.undo = new GestureUndo([this.strokes, this.edits], (changes) => {
      if (this.barred().size === 0) return true;
      return !partsTouched(changes, this.strokes, this.edits).some((part) => this.isBarred(part));
    });
  }

  /** Whether another stroke is allowed. */
  get full(): boolean {
    return this.strokes.size >= MAX_STROKES;
  }

  /** Adds a finished stroke, unless it lies in a barred part; false where the drawing is full. */
  add(id: string, stroke: Stroke): boolean {
    if (this.full) return false;
    if (this.liesBarred(stroke)) return true;
    this.doc.transact(() => this.strokes.set(id, encodeStroke(stroke)), LOCAL_ORIGIN);
    return true;
  }

  /**
   * Adds many finished strokes but those in barred parts, with what is changed about each in somebody's name, within the gesture
   * that was begun. The caller looked whether they fit.
   */
  addAll(strokes: readonly (IdentifiedStroke & Partial<DrawnStroke>)[], subject: string): void {
    const allowed = strokes.filter(({ stroke }) => !this.liesBarred(stroke));
    const packed = new Map(allowed.map(({ id, stroke }) => [id, encodeStroke(stroke)]));
    for (const batch of batches(packed.keys(), (id) => packed.get(id)?.byteLength)) {
      this.doc.transact(() => {
        for (const id of batch) this.strokes.set(id, packed.get(id) as Uint8Array);
      }, LOCAL_ORIGIN);
    }
    this.edit(allowed.flatMap(({ id, ...drawn }) => editsAnew(id, drawn, subject)));
  }

  /** What was changed about the strokes stays: it is there again when their erasure is undone. */
  erase(ids: Iterable<string>): void {
    for (const batch of batches(this.changeable(ids), (id) => this.strokes.get(id)?.byteLength)) {
      this.doc.transact(() => {
        for (const id of batch) this.strokes.delete(id);
      }, LOCAL_ORIGIN);
    }
  }

  /** Erases everybody's strokes, as one step that can be undone. */
  clear(): void {
    this.undo.finishSteps();
    this.undo.startGesture();
    this.erase([...this.strokes.keys()]);
  }

  /**
   * Moves strokes to where matrices put them, in somebody's name; the matrices are of the strokes as they were drawn.
   * @returns false where the room takes no more edits
   */
  move(places: ReadonlyMap<string, Matrix>, subject: string): boolean {
    const allowed = this.changeable(places.keys()).filter((id) => {
      if (this.barred().size === 0) return true;
      return !this.isBarred(partAt(this.strokes.get(id) as Uint8Array, places.get(id) as Matrix));
    });
    const changes = allowed.map((id) => {
      const number = (lastMove(this.edits, editKeysOf(this.edits, id))?.number ?? 0) + 1;
      return moved(id, subject, places.get(id) as Matrix, number);
    });
    // what would become too small to see, or too large, stays as it is
    return this.edit(changes.filter(([, value]) => isMove(value)));
  }

  /**
   * Takes stretches out of strokes, on top of what this person took out of them before. Of what nothing is left is erased.
   * @returns false where the room takes no more edits
   */
  cut(stretches: ReadonlyMap<string, readonly Stretch[]>, subject: string): boolean {
    const changes: [string, number[]][] = [];
    const gone: string[] = [];
    for (const id of this.changeable(stretches.keys())) {
      const key = cutKey(id, subject);
      const before = readCut(this.edits.get(key)) ?? [];
      const cut = withStretches(before, stretches.get(id) ?? []);
      if (cut.join() === before.join()) continue;
      const { cuts } = readEdits(this.edits, editKeysOf(this.edits, id));
      const points = pointCount(this.strokes.get(id) as Uint8Array);
      if (nothingRemains(points, [...cuts, cut])) gone.push(id);
      else changes.push([key, cut]);
    }
    this.erase(gone);
    return this.edit(changes);
  }

  /**
   * Says in somebody's name what strokes draw, within the gesture that was begun.
   * @param label null: what the network understood, whatever people said
   * @returns false where the room takes no more edits
   */
  label(ids: Iterable<string>, label: StrokeClass | null, subject: string): boolean {
    const bars = label && partOfClass(label);
    if (bars && this.isBarred(bars)) return true;
    return this.edit(this.changeable(ids).flatMap((id) => this.labelled(id, label, subject)));
  }

  /** none where it is called so already */
  private labelled(id: string, label: StrokeClass | null, subject: string): EditChange[] {
    const keys = editKeysOf(this.edits, id);
    const last = lastLabel(this.edits, keys);
    if ((last?.label ?? null) === label) return [];
    const own = labelKey(id, subject);
    const others = lastLabel(
      this.edits,
      [...keys].filter((key) => key !== own),
    );
    // what others did not say need not be gainsaid
    if (label === null && !others?.label) return [[own, null]];
    return [[own, [label, (last?.number ?? 0) + 1]]];
  }

  /** The strokes that one person moved, cut or labelled. */
  editedBy(subject: string): Set<string> {
    return new Set(this.editsBy(subject).map(({ strokeId }) => strokeId));
  }

  /** Takes back what one person moved and labelled, and what their eraser took out of strokes: an owner's act. */
  mend(subject: string): void {
    this.edit(this.editsBy(subject).map(({ key }) => [key, null]));
  }

  private editsBy(subject: string): { key: string; strokeId: string }[] {
    return [...this.edits.keys()].flatMap((key) => {
      const parsed = parseEditKey(key);
      if (!parsed || !('subject' in parsed) || parsed.subject !== subject) return [];
      return this.strokes.has(parsed.strokeId) ? [{ key, strokeId: parsed.strokeId }] : [];
    });
  }

  private edit(changes: EditChange[]): boolean {
    const fresh = changes.filter(([key, value]) => value && !this.edits.has(key)).length;
    // counting goes through all of them
    if (fresh > 0 && this.edits.size + fresh > MAX_EDITS) {
      this.tidy();
      if (this.edits.size + fresh > MAX_EDITS) return false;
    }
    for (let i = 0; i < changes.length; i += EDIT_BATCH) this.write(changes.slice(i, i + EDIT_BATCH));
    return true;
  }

  /** Clears away what belongs to strokes that were erased. */
  private tidy(): void {
    const loose = [...this.edits.keys()].filter(
      (key) => !this.strokes.has(parseEditKey(key)?.strokeId ?? ''),
    );
    for (let i = 0; i < loose.length; i += EDIT_BATCH) {
      this.write(
        loose.slice(i, i + EDIT_BATCH).map((key) => [key, null]),
        TIDY_ORIGIN,
      );
    }
  }

  private write(changes: EditChange[], origin: unknown = LOCAL_ORIGIN): void {
    this.doc.transact(() => {
      for (const [key, value] of changes) {
        if (value) this.edits.set(key, value);
        else this.edits.delete(key);
      }
    }, origin);
  }

  private liesBarred({ points }: Stroke): boolean {
    return this.barred().size > 0 && this.isBarred(partOf(points));
  }

  private isBarred(part: PartId): boolean {
    if (!this.barred().has(part)) return false;
    this.onBarred(part);
    return true;
  }

  /** Strokes that are there and that this person may change or take away. */
  private changeable(ids: Iterable<string>): string[] {
    const free = this.barred().size === 0;
    return [...ids].filter((id) => {
      if (!this.strokes.has(id) || free) return this.strokes.has(id);
      return !partsSeen(id, this.doc).some((part) => this.isBarred(part));
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
