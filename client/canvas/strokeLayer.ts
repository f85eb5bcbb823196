import { CANVAS_SIZE, type Rectangle } from '../../shared/canvas.ts';
import type { FinishedStroke, StrokeChanges } from './finishedStrokes.ts';
import { overlap, union } from './geometry.ts';
import { clear, placeCanvas } from './placeCanvas.ts';
import { linesPath } from './strokePath.ts';
import { type View, visibleBox, WHOLE } from './view.ts';

/** ms of a frame that drawing everything anew may take: the pen comes first */
const SLICE_MS = 6;
/** Strokes in a box that are drawn again at once; more go slice by slice, with the old picture in view meanwhile. */
const AT_ONCE = 150;
/** ms that a view rests before the bitmap is drawn for it; until then the old one is stretched */
const REST_MS = 120;

/** Everything, drawn anew behind the bitmap that is in view. */
interface Redraw {
  view: View;
  /** still to be drawn, last first */
  left: FinishedStroke[];
}

/**
 * The finished strokes as a bitmap. All ink has one colour, so the order of strokes does not matter: new ones are
 * drawn on top, and only the box around those that went is drawn again. While the view moves the bitmap is
 * stretched; once it rests, all is drawn anew on a second bitmap, a slice a frame, which then takes its place.
 */
export class StrokeLayer {
  private readonly paths = new WeakMap<FinishedStroke, Path2D>();
  private readonly back = document.createElement('canvas');
  /** what the bitmap shows */
  private shown: View = WHOLE;
  private view: View = WHOLE;
  private viewChangedAt = Number.NEGATIVE_INFINITY;
  private added: FinishedStroke[] = [];
  private dirty: Rectangle | null = null;
  private stale = true;
  private redrawing: Redraw | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly strokes: () => Iterable<FinishedStroke>,
    private readonly ink: string,
    private readonly now: () => number = () => performance.now(),
  ) {
    canvas.style.transformOrigin = '0 0';
    this.invalidate();
  }

  apply({ added, removed }: StrokeChanges): void {
    this.added.push(...added);
    for (const { bounds } of removed) this.dirty = this.dirty ? union(this.dirty, bounds) : bounds;
  }

  look(view: View): void {
    this.view = view;
    this.viewChangedAt = this.now();
    this.stretch();
  }

  /** The bitmap was cleared by a resize, or another document came. */
  invalidate(): void {
    this.stale = true;
    this.redrawing = null;
    this.back.width = this.canvas.width;
    this.back.height = this.canvas.height;
  }

  /** Brings the bitmap nearer to what should be seen. @returns whether another frame is needed for it */
  draw(): boolean {
    const context = this.canvas.getContext('2d');
    if (!context || this.canvas.width === 0) return false;
    if (!this.stale) this.fill(context, this.shown, this.added);
    // what is being drawn anew took its strokes before these came
    this.redrawing?.left.push(...this.added);
    if (this.dirty) this.redrawBox(context, this.dirty);
    this.added = [];
    this.dirty = null;
    const turned = this.shown !== this.view && this.now() - this.viewChangedAt >= REST_MS;
    if (this.redrawing ? this.redrawing.view !== this.view && turned : this.stale || turned) this.begin();
    this.continue(context);
    return this.redrawing !== null || this.shown !== this.view;
  }

  private begin(): void {
    const box = visibleBox(this.view);
    const left = [...this.strokes()].filter(({ bounds }) => overlap(bounds, box));
    this.redrawing = { view: this.view, left };
    const back = this.back.getContext('2d');
    if (back) clear(back);
  }

  private continue(context: CanvasRenderingContext2D): void {
    const { redrawing } = this;
    const back = this.back.getContext('2d');
    if (!redrawing || !back) return;
    const end = this.now() + SLICE_MS;
    this.prepare(back, redrawing.view);
    while (redrawing.left.length > 0 && this.now() < end) {
      back.fill(this.pathOf(redrawing.left.pop() as FinishedStroke));
    }
    const done = redrawing.left.length === 0;
    // a first opening shows what is there already; later the old bitmap stays until the new one is whole
    if (done || this.stale) this.copy(context, redrawing.view);
    if (!done) return;
    this.redrawing = null;
    this.stale = false;
  }

  private copy(context: CanvasRenderingContext2D, view: View): void {
    clear(context);
    context.drawImage(this.back, 0, 0);
    this.shown = view;
    this.stretch();
  }

  /** Shows the bitmap where its strokes belong in the view of the moment. */
  private stretch(): void {
    const { shown, view, canvas } = this;
    const factor = view.zoom / shown.zoom;
    const share = (px: number) => `${(px * view.zoom * 100) / CANVAS_SIZE}%`;
    canvas.style.transform =
      shown === view
        ? ''
        : `translate(${share(shown.x - view.x)}, ${share(shown.y - view.y)}) scale(${factor})`;
  }

  private redrawBox(context: CanvasRenderingContext2D, box: Rectangle): void {
    const touched = [...this.strokes()].filter((stroke) => overlap(stroke.bounds, box));
    if (touched.length > AT_ONCE || this.redrawing || this.stale) {
      this.begin();
      return;
    }
    const scale = (this.canvas.width / CANVAS_SIZE) * this.shown.zoom;
    const area = wholePixels(box, this.shown, scale);
    context.save();
    this.prepare(context, this.shown);
    context.beginPath();
    context.rect(area.x, area.y, area.width, area.height);
    context.clip();
    context.clearRect(area.x, area.y, area.width, area.height);
    for (const stroke of this.strokes()) {
      if (overlap(stroke.bounds, area)) context.fill(this.pathOf(stroke));
    }
    context.restore();
  }

  private fill(context: CanvasRenderingContext2D, view: View, strokes: readonly FinishedStroke[]): void {
    this.prepare(context, view);
    for (const stroke of strokes) context.fill(this.pathOf(stroke));
  }

  private prepare(context: CanvasRenderingContext2D, view: View): void {
    placeCanvas(context, view);
    context.fillStyle = this.ink;
  }

  pathOf(stroke: FinishedStroke): Path2D {
    const known = this.paths.get(stroke);
    if (known) return known;
    const path = linesPath(stroke);
    this.paths.set(stroke, path);
    return path;
  }
}

/** Grown to whole pixels of the bitmap: a cut through a pixel would leave a seam. */
function wholePixels(box: Rectangle, { x, y }: View, scale: number): Rectangle {
  const down = (value: number, origin: number) => Math.floor((value - origin) * scale) / scale + origin;
  const up = (value: number, origin: number) => Math.ceil((value - origin) * scale) / scale + origin;
  const left = down(box.x, x);
  const top = down(box.y, y);
  return {
    x: left,
    y: top,
    width: up(box.x + box.width, x) - left,
    height: up(box.y + box.height, y) - top,
  };
}
