import { CANVAS_SIZE, type Rectangle } from '../../shared/canvas.ts';
import type { FinishedStroke, StrokeChanges } from './finishedStrokes.ts';
import { overlap, union } from './geometry.ts';
import { strokePath } from './strokePath.ts';

const EVERYTHING: Rectangle = { x: 0, y: 0, width: CANVAS_SIZE, height: CANVAS_SIZE };

/**
 * The finished strokes as a bitmap. All ink has one colour, so the order of strokes does not
 * matter: new ones are drawn on top, and only the box around those that went is drawn again.
 */
export class StrokeLayer {
  private readonly paths = new WeakMap<FinishedStroke, Path2D>();
  private added: FinishedStroke[] = [];
  private dirty: Rectangle | null = EVERYTHING;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly strokes: () => Iterable<FinishedStroke>,
    private readonly ink: string,
  ) {}

  apply({ added, removed }: StrokeChanges): void {
    this.added.push(...added);
    for (const { bounds } of removed) this.dirty = this.dirty ? union(this.dirty, bounds) : bounds;
  }

  /** The bitmap was cleared by a resize. */
  invalidate(): void {
    this.dirty = EVERYTHING;
  }

  /** Brings the bitmap up to date. */
  draw(): void {
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.setTransform(this.canvas.width / CANVAS_SIZE, 0, 0, this.canvas.width / CANVAS_SIZE, 0, 0);
    context.fillStyle = this.ink;
    if (this.dirty) this.redraw(context, this.dirty);
    if (this.dirty !== EVERYTHING) for (const stroke of this.added) context.fill(this.pathOf(stroke));
    this.added = [];
    this.dirty = null;
  }

  private redraw(context: CanvasRenderingContext2D, box: Rectangle): void {
    const area = wholePixels(box, this.canvas.width / CANVAS_SIZE);
    context.save();
    context.beginPath();
    context.rect(area.x, area.y, area.width, area.height);
    context.clip();
    context.clearRect(area.x, area.y, area.width, area.height);
    for (const stroke of this.strokes()) {
      if (overlap(stroke.bounds, area)) context.fill(this.pathOf(stroke));
    }
    context.restore();
  }

  private pathOf(stroke: FinishedStroke): Path2D {
    const known = this.paths.get(stroke);
    if (known) return known;
    const path = strokePath(stroke.points, stroke.width);
    this.paths.set(stroke, path);
    return path;
  }
}

/** Grown to whole pixels of the bitmap: a cut through a pixel would leave a seam. */
function wholePixels(box: Rectangle, scale: number): Rectangle {
  const x = Math.floor(box.x * scale) / scale;
  const y = Math.floor(box.y * scale) / scale;
  const right = Math.ceil((box.x + box.width) * scale) / scale;
  const bottom = Math.ceil((box.y + box.height) * scale) / scale;
  return { x, y, width: right - x, height: bottom - y };
}
