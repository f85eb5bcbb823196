import { CANVAS_SIZE, type Rectangle } from '../shared/canvas.ts';
import { type Coverage, drawPolyline, inkBounds, type Place } from './linePen.ts';

/** A stroke as the networks see it: neither author nor width. */
export interface InkStroke {
  /** names the stroke's content: the same key always carries the same points */
  readonly key: string;
  /** canvas px */
  readonly points: readonly Place[];
}

/**
 * Strokes at canvas scale, drawn as the trainer draws: a fixed round pen, antialiased. Keeps what is drawn: new strokes are
 * added to it, a stroke that went has its box redrawn.
 */
export class InkSheet {
  private readonly coverage: Coverage = {
    width: CANVAS_SIZE,
    height: CANVAS_SIZE,
    data: new Uint8Array(CANVAS_SIZE * CANVAS_SIZE),
  };
  private drawn = new Map<string, InkStroke>();
  private readonly radius: number;

  /** @param penWidth pen width in canvas px (manifest `penWidth`) */
  constructor(penWidth: number) {
    this.radius = penWidth / 2;
  }

  /** Makes the sheet show exactly these strokes. @returns where it changed, canvas px; empty where nothing did */
  update(strokes: readonly InkStroke[]): Rectangle[] {
    const wanted = new Map(strokes.map((stroke) => [stroke.key, stroke]));
    const removed = [...this.drawn.values()].filter((stroke) => !wanted.has(stroke.key));
    const added = [...wanted.values()].filter((stroke) => !this.drawn.has(stroke.key));
    this.drawn = wanted;
    const dirty: Rectangle[] = [];
    for (const stroke of removed) dirty.push(this.redraw(this.boundsOf(stroke)));
    for (const stroke of added) {
      drawPolyline(this.coverage, stroke.points, this.radius);
      dirty.push(this.boundsOf(stroke));
    }
    return dirty;
  }

  /** How much ink a square holds: the mean coverage, 0…1. @param left, top, side canvas px */
  inkIn(left: number, top: number, side: number): number {
    const { data } = this.coverage;
    let sum = 0;
    for (let y = top; y < top + side; y++) {
      const row = y * CANVAS_SIZE + left;
      for (let x = 0; x < side; x++) sum += data[row + x] as number;
    }
    return sum * (1 / (255 * side * side));
  }

  private boundsOf(stroke: InkStroke): Rectangle {
    return clipToCanvas(inkBounds(stroke.points, this.radius));
  }

  /** Clears a box and draws again what of the present strokes lies in it. */
  private redraw(box: Rectangle): Rectangle {
    for (let y = box.y; y < box.y + box.height; y++) {
      this.coverage.data.fill(0, y * CANVAS_SIZE + box.x, y * CANVAS_SIZE + box.x + box.width);
    }
    for (const stroke of this.drawn.values()) {
      if (overlap(box, this.boundsOf(stroke))) drawPolyline(this.coverage, stroke.points, this.radius, box);
    }
    return box;
  }
}

function clipToCanvas(box: Rectangle): Rectangle {
  const x = Math.min(CANVAS_SIZE, Math.max(0, box.x));
  const y = Math.min(CANVAS_SIZE, Math.max(0, box.y));
  const right = Math.min(CANVAS_SIZE, Math.max(0, box.x + box.width));
  const bottom = Math.min(CANVAS_SIZE, Math.max(0, box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
