import type * as Y from 'yjs';
import type { Point, Rectangle } from '../../shared/canvas.ts';
import { decodeStroke, StrokeFormatError } from '../../shared/strokeCodec.ts';
import { boundsOf } from './geometry.ts';

/** A finished stroke, ready to be drawn and hit. */
export interface FinishedStroke {
  id: string;
  width: number;
  points: readonly Point[];
  /** canvas px; all of its ink lies inside */
  bounds: Rectangle;
}

export interface StrokeChanges {
  added: FinishedStroke[];
  removed: FinishedStroke[];
}

/** The document's strokes, decoded once each, kept in step with it. */
export class FinishedStrokes {
  private readonly byId = new Map<string, FinishedStroke>();
  private readonly observer: (event: Y.YMapEvent<Uint8Array>) => void;

  constructor(
    private readonly map: Y.Map<Uint8Array>,
    onChange: (changes: StrokeChanges) => void,
  ) {
    for (const id of map.keys()) this.take(id);
    this.observer = (event) => onChange(this.follow(event.keysChanged));
    map.observe(this.observer);
  }

  all(): Iterable<FinishedStroke> {
    return this.byId.values();
  }

  destroy(): void {
    this.map.unobserve(this.observer);
  }

  private follow(ids: Iterable<string>): StrokeChanges {
    const changes: StrokeChanges = { added: [], removed: [] };
    for (const id of ids) {
      const before = this.byId.get(id);
      if (before) changes.removed.push(before);
      this.byId.delete(id);
      const after = this.take(id);
      if (after) changes.added.push(after);
    }
    return changes;
  }

  /** A stroke that cannot be read (a newer format) is not shown; the rest of the drawing is. */
  private take(id: string): FinishedStroke | null {
    const bytes = this.map.get(id);
    if (!bytes) return null;
    try {
      const { width, points } = decodeStroke(bytes);
      const stroke = { id, width, points, bounds: boundsOf(points, width + 1) };
      this.byId.set(id, stroke);
      return stroke;
    } catch (error) {
      if (error instanceof StrokeFormatError) return null;
      throw error;
    }
  }
}
