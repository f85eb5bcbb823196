import { CANVAS_SIZE, type Rectangle } from '../../shared/canvas.ts';
import { EraserTraces, type Trace } from './eraserTraces.ts';
import type { FinishedStroke, StrokeChanges } from './finishedStrokes.ts';
import { overlap, union } from './geometry.ts';
import { Pace } from './pace.ts';
import { clear, placeCanvas } from './placeCanvas.ts';
import { linesPath } from './strokePath.ts';
import { type View, visibleBox, WHOLE } from './view.ts';

/** ms of a frame that drawing anew may take: the pen comes first */
const SLICE_MS = 5;
/** strokes of the first slice */
const FIRST_SLICE = 24;
const LEAST_SLICE = 4;
/** ms that the eraser's traces may wait for what is to be seen there while it sweeps on */
const SWEEP_MS = 3_000;
/** Strokes in a box that are drawn again at once; more go slice by slice, with the old picture in view meanwhile. */
const AT_ONCE = 40;
/** ms that a view rests before the bitmap is drawn for it; until then the old one is stretched */
const REST_MS = 120;

/** Everything, or all in a box, drawn anew behind the bitmap that is in view. */
interface Redraw {
  view: View;
  /** canvas px, whole pixels of the bitmap; null: everything in sight */
  area: Rectangle | null;
  /** still to be drawn, last first */
  left: FinishedStroke[];
}

/**
 * The finished strokes as a bitmap. All ink has one colour, or that of what it draws, so the order of strokes hardly matters: new
 * ones are drawn on top, and only the box around those that went is drawn again (behind what is in view, where many lie in it). While the view moves the bitmap is
 * stretched; once it rests, all is drawn anew on a second bitmap, a slice a frame, which then takes its place. Where an eraser sweeps
 * its trace is wiped at once, and what is to be seen there is drawn when it rests.
 */
export class StrokeLayer {
  private readonly paths = new WeakMap<FinishedStroke, Path2D>();
  private readonly back = document.createElement('canvas');
  private readonly probe = document.createElement('canvas');
  /** what the bitmap shows */
  private shown: View = WHOLE;
  private view: View = WHOLE;
  private viewChangedAt = Number.NEGATIVE_INFINITY;
  private added: FinishedStroke[] = [];
  /** what went while something is drawn anew waits for its end: a sweep of the eraser must not begin it again and again */
  private dirty: Rectangle | null = null;
  private stale = true;
  private redrawing: Redraw | null = null;
  private readonly pace = new Pace(SLICE_MS, FIRST_SLICE, LEAST_SLICE);
  private readonly traces = new EraserTraces();
  private dirtySince = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly strokes: () => Iterable<FinishedStroke>,
    private readonly inkOf: (id: string) => string,
    private readonly now: () => number = () => performance.now(),
  ) {
    canvas.style.transformOrigin = '0 0';
    this.invalidate();
  }

  apply({ added, removed }: StrokeChanges): void {
    const gone = new Set(removed.map(({ id }) => id));
    // what only looks different is drawn with the box around it, a slice a frame
    const changed = added.filter(({ id }) => gone.has(id));
    this.added.push(...added.filter(({ id }) => !gone.has(id)));
    for (const { bounds } of [...removed, ...changed]) this.spoil(bounds);
  }

  /** An eraser goes along a line: no ink is left there, before the strokes say so. */
  wipe(trace: Trace): void {
    const context = this.canvas.getContext('2d');
    this.traces.add(trace, this.now());
    if (context && !this.stale) this.traces.wipe(context, this.shown, [trace]);
  }

  /** The sweep is over: from now on the strokes say what is to be seen. */
  wiped(): void {
    const box = this.traces.end();
    if (box) this.spoil(box);
  }

  look(view: View): void {
    this.view = view;
    this.viewChangedAt = this.now();
    this.stretch();
  }

  /** The bitmap was cleared by a resize, or another document came. */
  invalidate(): void {
    this.stale = true;
    this.dirty = null;
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
    if (this.dirty && !this.redrawing && !this.waits) {
      this.redrawBox(context, this.dirty);
      this.dirty = null;
    }
    this.added = [];
    const rests = this.now() - this.viewChangedAt >= REST_MS;
    const turned = this.shown !== this.view && rests;
    if (this.redrawing ? this.redrawing.view !== this.view && turned : this.stale || turned) this.begin();
    // while the view moves the frames are its own; a sheet that shows nothing yet comes first
    if (rests || this.stale) this.continue(context);
    return this.redrawing !== null || this.dirty !== null || this.shown !== this.view;
  }

  /** While an eraser sweeps the frames are its own. */
  private get waits(): boolean {
    const now = this.now();
    return this.traces.movedWithin(REST_MS, now) && now - this.dirtySince < SWEEP_MS;
  }

  private spoil(box: Rectangle): void {
    if (!this.dirty) this.dirtySince = this.now();
    this.dirty = this.dirty ? union(this.dirty, box) : box;
  }

  private begin(): void {
    this.traces.forget();
    this.redrawing = { view: this.view, area: null, left: this.strokesIn(visibleBox(this.view)) };
    const back = this.back.getContext('2d');
    if (back) clear(back);
  }

  private beginIn(area: Rectangle, left: FinishedStroke[]): void {
    this.redrawing = { view: this.shown, area, left };
    const back = this.back.getContext('2d');
    if (back) this.within(back, area, () => back.clearRect(area.x, area.y, area.width, area.height));
  }

  private strokesIn(box: Rectangle): FinishedStroke[] {
    return [...this.strokes()].filter(({ bounds }) => overlap(bounds, box));
  }

  private continue(context: CanvasRenderingContext2D): void {
    const { redrawing } = this;
    const back = this.back.getContext('2d');
    if (!redrawing || !back) return;
    const { area, left, view } = redrawing;
    const began = this.now();
    const slice = left.splice(-this.pace.lot);
    const fill = () => {
      for (const stroke of slice) this.ink(back, stroke);
    };
    if (area) this.within(back, area, fill);
    else {
      placeCanvas(back, view);
      fill();
    }
    const done = left.length === 0;
    if (done) this.traces.wipe(back, view);
    if (done && area) this.within(context, area, () => this.copyArea(context, area));
    // a first opening shows what is there already; later the old bitmap stays until the new one is whole
    else if (!area && (done || this.stale)) this.copy(context, view);
    else this.paintNow();
    this.pace.learn(this.now() - began, !done);
    if (!done) return;
    this.redrawing = null;
    this.stale = false;
  }

  /**
   * Has the browser paint on the second bitmap what it was told to: it would do so in one go when that is shown. To take one pixel of
   * it is enough; the probe is cleared at once, since what it drew would hold a copy of the bitmap.
   */
  private paintNow(): void {
    this.probe.getContext('2d')?.drawImage(this.back, 0, 0, 1, 1, 0, 0, 1, 1);
    this.probe.width = 1;
  }

  private copy(context: CanvasRenderingContext2D, view: View): void {
    clear(context);
    context.drawImage(this.back, 0, 0);
    this.shown = view;
    this.stretch();
  }

  private copyArea(context: CanvasRenderingContext2D, area: Rectangle): void {
    context.clearRect(area.x, area.y, area.width, area.height);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.back, 0, 0);
  }

  /** Draws canvas px as the bitmap shows them, and nothing beside an area. */
  private within(context: CanvasRenderingContext2D, area: Rectangle, draw: () => void): void {
    context.save();
    placeCanvas(context, this.shown);
    context.beginPath();
    context.rect(area.x, area.y, area.width, area.height);
    context.clip();
    draw();
    context.restore();
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
    if (this.stale) return;
    const area = wholePixels(box, this.shown, (this.canvas.width / CANVAS_SIZE) * this.shown.zoom);
    this.traces.forget();
    const touched = this.strokesIn(area);
    if (touched.length > AT_ONCE) {
      this.beginIn(area, touched);
      return;
    }
    this.within(context, area, () => {
      context.clearRect(area.x, area.y, area.width, area.height);
      for (const stroke of touched) this.ink(context, stroke);
    });
    this.traces.wipe(context, this.shown);
  }

  private fill(context: CanvasRenderingContext2D, view: View, strokes: readonly FinishedStroke[]): void {
    placeCanvas(context, view);
    for (const stroke of strokes) this.ink(context, stroke);
  }

  private ink(context: CanvasRenderingContext2D, stroke: FinishedStroke): void {
    context.fillStyle = this.inkOf(stroke.id);
    context.fill(this.pathOf(stroke));
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
