import type * as Y from 'yjs';
import type { Point, Rectangle } from '../../shared/canvas.ts';
import { editKeysOf } from '../../shared/editKeys.ts';
import { linesOf, movedStroke } from '../../shared/seenStrokes.ts';
import { decodeStroke, type Stroke, StrokeFormatError } from '../../shared/strokeCodec.ts';
import { NO_EDITS, parseEditKey, readEdits, type StrokeEdits } from '../../shared/strokeEdits.ts';
import { boundsOf } from './geometry.ts';

/** A finished stroke as it is to be seen, ready to be drawn and hit. */
export interface FinishedStroke {
  id: string;
  width: number;
  /** the whole stroke where it was moved to, cut or not: cuts are counted along it */
  points: readonly Point[];
  /** what is to be seen of it */
  lines: readonly (readonly Point[])[];
  edits: StrokeEdits;
  /** canvas px; all of its ink lies inside */
  bounds: Rectangle;
}

export interface StrokeChanges {
  added: FinishedStroke[];
  removed: FinishedStroke[];
}

/** The document's strokes with their edits, decoded once each, kept in step with it. */
export class FinishedStrokes {
  private readonly byId = new Map<string, FinishedStroke>();
  private readonly decoded = new WeakMap<Uint8Array, Stroke>();
  private readonly stops: (() => void)[];

  constructor(
    private readonly map: Y.Map<Uint8Array>,
    private readonly edits: Y.Map<unknown>,
    onChange: (changes: StrokeChanges) => void,
  ) {
    for (const id of map.keys()) this.take(id);
    const onStrokes = ({ keysChanged }: { keysChanged: Set<string> }) => onChange(this.follow(keysChanged));
    const onEdits = ({ keysChanged }: { keysChanged: Set<string> }) => {
      const ids = new Set<string>();
      // what a stroke is called changes nothing of how it looks
      for (const key of keysChanged) {
        const edit = parseEditKey(key);
        if (edit && edit.field !== 'label' && edit.field !== 'plainLabel') ids.add(edit.strokeId);
      }
      onChange(this.follow(ids));
    };
    map.observe(onStrokes);
    edits.observe(onEdits);
    this.stops = [() => map.unobserve(onStrokes), () => edits.unobserve(onEdits)];
  }

  all(): Iterable<FinishedStroke> {
    return this.byId.values();
  }

  get(id: string): FinishedStroke | undefined {
    return this.byId.get(id);
  }

  /** The stroke as it is in the document, without edits. */
  original(id: string): Stroke | null {
    const bytes = this.map.get(id);
    return bytes ? this.decode(bytes) : null;
  }

  destroy(): void {
    for (const stop of this.stops) stop();
  }

  private follow(ids: Iterable<string>): StrokeChanges {
    const changes: StrokeChanges = { added: [], removed: [] };
    for (const id of ids) {
      const before = this.byId.get(id);
      if (before) changes.removed.push(before);
      this.byId.delete(id);
      const after = this.take(id, before);
      if (after) changes.added.push(after);
    }
    return changes;
  }

  /** @param before the same stroke as it was */
  private take(id: string, before?: FinishedStroke): FinishedStroke | null {
    const stroke = this.original(id);
    if (!stroke) return null;
    const keys = editKeysOf(this.edits, id);
    const edits = keys.size > 0 ? readEdits(this.edits, keys) : NO_EDITS;
    // where it only was cut it lies where it lay
    const taken =
      before && edits.transform === before.edits.transform
        ? { ...before, edits, lines: linesOf(before, edits) }
        : finishedStroke(id, stroke, edits);
    this.byId.set(id, taken);
    return taken;
  }

  /** A stroke that cannot be read (a newer format) is not shown; the rest of the drawing is. */
  private decode(bytes: Uint8Array): Stroke | null {
    const known = this.decoded.get(bytes);
    if (known) return known;
    try {
      const stroke = decodeStroke(bytes);
      this.decoded.set(bytes, stroke);
      return stroke;
    } catch (error) {
      if (error instanceof StrokeFormatError) return null;
      throw error;
    }
  }
}

export function finishedStroke(id: string, stroke: Stroke, edits: StrokeEdits): FinishedStroke {
  const moved = movedStroke(stroke, edits.transform);
  const { points, width } = moved;
  return { id, width, points, lines: linesOf(moved, edits), edits, bounds: boundsOf(points, width + 1) };
}
