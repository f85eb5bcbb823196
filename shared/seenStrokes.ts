import type * as Y from 'yjs';
import { CANVAS_SIZE, type Point } from './canvas.ts';
import { editKeysOf } from './editKeys.ts';
import { MAX_SEEN_LINES } from './limits.ts';
import { applied, determinant, type Matrix } from './matrix.ts';
import { partOf } from './partLocks.ts';
import type { PartId } from './parts.ts';
import { editsOf, type IdentifiedStroke, strokesOf } from './roomDocument.ts';
import { partOfClass } from './semantics/partOfClass.ts';
import type { StrokeClass } from './semantics/strokeClasses.ts';
import { decodeStroke, encodeStroke, MAX_STROKE_WIDTH, type Stroke } from './strokeCodec.ts';
import { onCanvas, remaining } from './strokeCuts.ts';
import {
  type EditMap,
  keysByStroke,
  lastLabel,
  lastMove,
  NO_EDITS,
  readEdits,
  type StrokeEdits,
} from './strokeEdits.ts';

/** A stroke where its transform puts it, cuts left aside; it may reach beyond the canvas. */
export function movedStroke(stroke: Stroke, transform: Matrix | null): Stroke {
  if (!transform) return stroke;
  const points = stroke.points.map((point) => ({ ...point, ...applied(transform, point) }));
  const width = stroke.width * Math.sqrt(Math.abs(determinant(transform)));
  return { ...stroke, points, width: Math.min(MAX_STROKE_WIDTH, Math.max(1 / 16, width)) };
}

/** The lines that are to be seen of a stroke: none where all of it was erased or moved off the canvas. */
export function linesOf(moved: { points: readonly Point[] }, { cuts, transform }: StrokeEdits): Point[][] {
  const left = remaining(moved.points, cuts);
  return transform ? left.flatMap(onCanvas).map((line) => line.map(clamped)) : left;
}

/** A stroke as people see it: cut ones are several. */
export function strokesAsSeen({ id, stroke }: IdentifiedStroke, edits: StrokeEdits): IdentifiedStroke[] {
  if (edits === NO_EDITS) return [{ id, stroke }];
  const moved = movedStroke(stroke, edits.transform);
  return linesOf(moved, edits).map((points, n) => ({ id: `${id}.${n}`, stroke: { ...moved, points } }));
}

/** The stroke of which one that is seen, or packed as it is seen, is a piece. */
export function strokeIdOf(seen: string): string {
  return seen.split('.')[0] as string;
}

/** Strokes with what was changed about each since. */
export function* withEdits<T>(
  strokes: Iterable<[id: string, stroke: T]>,
  edits: EditMap,
): Generator<{ id: string; stroke: T; edits: StrokeEdits; label: StrokeClass | null }> {
  const index = keysByStroke(edits);
  for (const [id, stroke] of strokes) {
    const keys = index.get(id);
    yield {
      id,
      stroke,
      edits: keys ? readEdits(edits, keys) : NO_EDITS,
      label: (keys && lastLabel(edits, keys)?.label) ?? null,
    };
  }
}

/** A line that is seen, packed. */
export interface PackedStroke {
  /** names its bytes for good */
  readonly key: string;
  /** `encodeStroke` */
  readonly bytes: Uint8Array;
  /** what somebody said that it draws */
  readonly label?: StrokeClass;
}

/** The drawing as people see it, packed. */
export function packedSeenStrokes(strokes: Iterable<[string, Uint8Array]>, edits: EditMap): PackedStroke[] {
  const lines = [...withEdits(strokes, edits)].flatMap(({ id, stroke: bytes, edits: changed, label }) => {
    const seen = changed === NO_EDITS ? [{ key: id, bytes }] : packedEdited(id, bytes, changed);
    return label ? seen.map((line) => ({ ...line, label })) : seen;
  });
  return lines.slice(0, MAX_SEEN_LINES);
}

/** Packing takes as long as drawing, so what did not change is kept. */
const packed = new WeakMap<Uint8Array, { mark: string; strokes: PackedStroke[] }>();

function packedEdited(id: string, bytes: Uint8Array, edits: StrokeEdits): PackedStroke[] {
  const mark = JSON.stringify(edits);
  const known = packed.get(bytes);
  if (known?.mark === mark) return known.strokes;
  const strokes = strokesAsSeen({ id, stroke: decodeStroke(bytes) }, edits).map(({ id: key, stroke }) => ({
    key: `${key}.${hash(mark)}`,
    bytes: encodeStroke(stroke),
  }));
  packed.set(bytes, { mark, strokes });
  return strokes;
}

/** The part in which a document shows a stroke; null where it has none of this id. */
export function partSeen(strokeId: string, doc: Y.Doc): PartId | null {
  const bytes = strokesOf(doc).get(strokeId);
  return bytes ? partAt(bytes, placeIn(editsOf(doc), strokeId)) : null;
}

/** Where a document's edits put a stroke; null: where it was drawn. */
export function placeIn(edits: Y.Map<unknown>, strokeId: string): Matrix | null {
  return lastMove(edits, editKeysOf(edits, strokeId))?.matrix ?? null;
}

/**
 * The parts that a document's stroke counts for: the one where it lies, and the one that a person's label names. A label adds
 * a part and takes none away, so that nobody gets around a lock by saying that an eye is hair.
 */
export function partsSeen(strokeId: string, doc: Y.Doc): PartId[] {
  const place = partSeen(strokeId, doc);
  const edits = editsOf(doc);
  const label = place && (lastLabel(edits, editKeysOf(edits, strokeId))?.label ?? null);
  const named = label && partOfClass(label);
  return [...new Set([place, named])].filter((part) => part !== null);
}

/** The part of a packed stroke where a transform puts it. */
export function partAt(bytes: Uint8Array, transform: Matrix | null): PartId {
  return partOf(movedStroke(decodeStroke(bytes), transform).points);
}

function clamped(point: Point): Point {
  const clamp = (value: number) => Math.min(CANVAS_SIZE, Math.max(0, value));
  return { ...point, x: clamp(point.x), y: clamp(point.y) };
}

/** FNV-1a: tells one state of a stroke's edits from another. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(36);
}
