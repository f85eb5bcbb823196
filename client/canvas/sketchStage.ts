import { get, type Readable, type Writable, writable } from 'svelte/store';
import type { LocalDocument } from '../document/localDocument.ts';
import { browserTimers, throttle } from '../document/throttle.ts';
import { INK_INTERVAL_MS } from '../live/inkSender.ts';
import type { RoomSession } from '../session/roomSession.ts';
import type { DrawingTools } from './drawingTools.ts';
import { EraserTool } from './eraserTool.ts';
import { FinishedStrokes } from './finishedStrokes.ts';
import { clampToCanvas, type Place } from './geometry.ts';
import { LiveLayer, type LiveStroke } from './liveLayer.ts';
import { PenTool } from './penTool.ts';
import { DEFAULT_WIDTH, PEN_WIDTHS } from './penWidths.ts';
import { PointerInput } from './pointerInput.ts';
import { StrokeLayer } from './strokeLayer.ts';
import type { View } from './view.ts';
import { watchWheel } from './wheelInput.ts';

/** The same ink in every theme: the sheet stays paper. */
const INK = '#26221c';
/** ms between two cursor positions: 20 a second */
const CURSOR_INTERVAL_MS = 50;
/** ms between two looks for tails that ran out */
const TAIL_CHECK_MS = 500;
/** px; a bitmap beyond this shows no more and costs memory */
const MAX_BITMAP_SIDE = 2048;

export interface StageOptions {
  view: Writable<View>;
  /** the space bar is held */
  panning: () => boolean;
  tools: DrawingTools;
  /** the drawing takes no more strokes */
  onFull: () => void;
}

/** The drawing sheet: joins the pointer, the tools, the document and the two bitmaps. */
export class SketchStage {
  readonly strokeCount: Readable<number>;
  private readonly count = writable(0);
  private readonly pen: PenTool;
  private readonly eraser: EraserTool;
  private readonly input: PointerInput;
  private readonly liveLayer: LiveLayer;
  private layer: StrokeLayer;
  private strokes: FinishedStrokes;
  private document: LocalDocument;
  private pointer: Place | null = null;
  private frame = 0;
  private tailTimer: unknown = null;
  private readonly stops: (() => void)[] = [];

  constructor(
    private readonly session: RoomSession,
    private readonly finished: HTMLCanvasElement,
    private readonly live: HTMLCanvasElement,
    private readonly options: StageOptions,
  ) {
    this.strokeCount = this.count;
    this.document = get(session.document);
    ({ strokes: this.strokes, layer: this.layer } = this.open(this.document));
    this.liveLayer = new LiveLayer(live);
    this.pen = this.makePen();
    this.eraser = new EraserTool({
      strokes: () => this.strokes.all(),
      startGesture: () => this.document.drawing.undo.startGesture(),
      erase: (ids) => this.document.drawing.erase(ids),
    });
    this.input = this.makeInput();
    this.watch();
  }

  /** Puts what is under the pen into the document: before the page goes away. */
  finish(): void {
    this.input.finish();
  }

  destroy(): void {
    this.input.destroy();
    for (const stop of this.stops) stop();
    cancelAnimationFrame(this.frame);
    browserTimers.clear(this.tailTimer);
    this.strokes.destroy();
    this.session.onTails = () => {};
  }

  private open(document: LocalDocument) {
    const strokes = new FinishedStrokes(document.drawing.strokes, (changes) => {
      this.layer.apply(changes);
      for (const { id } of changes.added) this.session.tails.finish(id);
      this.count.set(document.drawing.strokes.size);
      this.requestDraw();
    });
    this.count.set(document.drawing.strokes.size);
    return { strokes, layer: new StrokeLayer(this.finished, () => this.strokes.all(), INK) };
  }

  private makePen(): PenTool {
    const { session } = this;
    return new PenTool({
      beginStroke: () => session.beginStroke(),
      width: () => PEN_WIDTHS[this.options.tools.now.width] ?? PEN_WIDTHS[DEFAULT_WIDTH],
      author: () => get(session.grant).subject,
      addStroke: (id, stroke) => {
        if (!this.document.drawing.add(id, stroke)) this.options.onFull();
      },
      startGesture: () => this.document.drawing.undo.startGesture(),
      sendInk: (chunk) => session.live.sendInk(chunk),
      endInk: (id) => session.live.endInk(id),
      changed: () => this.requestDraw(),
      now: Date.now,
    });
  }

  private makeInput(): PointerInput {
    const sendCursor = throttle(() => this.sendCursor(), CURSOR_INTERVAL_MS);
    return new PointerInput(this.live, {
      toolFor: (eraserEnd) => {
        if (!this.mayDraw) return null;
        if (eraserEnd || this.options.tools.now.tool === 'eraser') return this.eraser;
        if (!this.document.drawing.full) return this.pen;
        this.options.onFull();
        return null;
      },
      pointed: (place) => {
        this.pointer = place && clampToCanvas(place);
        sendCursor();
      },
      view: () => get(this.options.view),
      look: (view) => this.options.view.set(view),
      panning: this.options.panning,
      fingersDraw: () => !this.options.tools.now.penOnly,
      penSeen: () => this.options.tools.penSeen(),
      twoFingerTap: () => {
        if (this.mayDraw) this.document.drawing.undo.undo();
      },
    });
  }

  private watch(): void {
    const sizes = new ResizeObserver(() => this.fit());
    sizes.observe(this.live);
    const beat = setInterval(() => this.pen.sendInk(), INK_INTERVAL_MS);
    this.stops.push(
      () => sizes.disconnect(),
      () => clearInterval(beat),
      this.session.document.subscribe((document) => this.follow(document)),
      this.options.view.subscribe((view) => this.look(view)),
      watchWheel(this.live, this.options.view),
    );
    this.session.onTails = () => this.requestDraw();
  }

  /** After a refused update the session works on a fresh document. */
  private follow(document: LocalDocument): void {
    if (document === this.document) return;
    this.strokes.destroy();
    this.document = document;
    ({ strokes: this.strokes, layer: this.layer } = this.open(document));
    this.layer.look(get(this.options.view));
    this.requestDraw();
  }

  private look(view: View): void {
    this.layer.look(view);
    this.liveLayer.invalidate();
    this.requestDraw();
  }

  private fit(): void {
    const side = Math.min(MAX_BITMAP_SIDE, Math.round(this.live.clientWidth * devicePixelRatio));
    if (side === 0 || side === this.finished.width) return;
    for (const canvas of [this.finished, this.live]) {
      canvas.width = side;
      canvas.height = side;
    }
    this.layer.invalidate();
    // at once: waiting for the next frame would show an empty sheet while a window is resized
    this.draw();
  }

  private requestDraw(): void {
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.liveLayer.draw(this.liveStrokes(), get(this.options.view));
    if (this.layer.draw()) this.requestDraw();
    this.watchTails();
  }

  /** A tail without news has to go away although nothing else happens. */
  private watchTails(): void {
    browserTimers.clear(this.tailTimer);
    if (!this.session.tails.active) return;
    this.tailTimer = browserTimers.set(() => this.requestDraw(), TAIL_CHECK_MS);
  }

  private liveStrokes(): LiveStroke[] {
    const people = get(this.session.people);
    const strokes: LiveStroke[] = this.session.tails.visible().map(({ subject, points, width }) => {
      const colour = people.find((person) => person.subject === subject)?.colour ?? INK;
      return { points, width, colour };
    });
    const { shown } = this.pen;
    if (shown) strokes.push({ ...shown, colour: INK });
    return strokes;
  }

  private sendCursor(): void {
    this.session.live.sendCursor(this.pointer);
  }

  private get mayDraw(): boolean {
    return get(this.session.may).draw;
  }
}
