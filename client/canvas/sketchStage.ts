import { get, type Readable, type Writable, writable } from 'svelte/store';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import type { LocalDocument } from '../document/localDocument.ts';
import { browserTimers, throttle } from '../document/throttle.ts';
import type { PartsView } from '../labels/partsView.ts';
import { INK_INTERVAL_MS } from '../live/inkSender.ts';
import type { RoomSession } from '../session/roomSession.ts';
import type { DrawingTools } from './drawingTools.ts';
import { type FinishedStroke, FinishedStrokes } from './finishedStrokes.ts';
import { clampToCanvas, type Place } from './geometry.ts';
import { Hover } from './hover.ts';
import { KeyInput } from './keyInput.ts';
import { type Dragged, LiveLayer, type LiveStroke } from './liveLayer.ts';
import { PointerInput } from './pointerInput.ts';
import type { Selection } from './selection.ts';
import { StageTools } from './stageTools.ts';
import { StrokeLayer } from './strokeLayer.ts';
import { StrokeLooks } from './strokeLooks.ts';
import type { Tool } from './tool.ts';
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
  parts: PartsView;
  /** the drawing takes no more strokes */
  onFull: () => void;
}

/** The drawing sheet: joins the pointer, the tools, the document and the two bitmaps. */
export class SketchStage {
  readonly strokeCount: Readable<number>;
  readonly selection: Selection;
  readonly hover: Hover;
  private readonly count = writable(0);
  /** the pen that keys move */
  readonly keys: KeyInput;
  private readonly tools: StageTools;
  private readonly input: PointerInput;
  /** strokes that are being dragged: the live layer shows them */
  private lifted: readonly FinishedStroke[] = [];
  private readonly liveLayer: LiveLayer;
  private readonly looks: StrokeLooks;
  private layer: StrokeLayer;
  private strokes: FinishedStrokes;
  private document: LocalDocument;
  private pointer: Place | null = null;
  private readonly sendCursor = throttle(
    () => this.session.live.sendCursor(this.pointer),
    CURSOR_INTERVAL_MS,
  );
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
    this.looks = new StrokeLooks(session.labels.labels, options.parts.current, INK, (ids) =>
      this.relook(ids),
    );
    this.hover = new Hover(() => this.seen());
    ({ strokes: this.strokes, layer: this.layer } = this.open(this.document));
    this.liveLayer = new LiveLayer(live);
    this.tools = new StageTools({
      session,
      settings: options.tools,
      drawing: () => this.document.drawing,
      strokes: () => this.strokes,
      seen: () => this.seen(),
      zoom: () => get(options.view).zoom,
      onCanvas: (px) => this.onCanvas(px),
      mayDraw: () => this.mayDraw,
      busy: () => this.input.busy,
      lift: (strokes) => this.lift(strokes),
      wipe: (from, to, reach) => this.layer.wipe({ from, to, reach }),
      wiped: () => this.wiped(),
      onFull: () => options.onFull(),
      changed: () => this.requestDraw(),
    });
    this.selection = this.tools.selection;
    this.keys = this.makeKeys();
    this.input = this.makeInput();
    this.watch();
  }

  /** Puts what is under the pen into the document: before the page goes away. */
  finish(): void {
    this.input.finish();
    this.keys.finish();
    this.tools.settle();
  }

  destroy(): void {
    this.input.destroy();
    this.keys.destroy();
    this.tools.settle();
    for (const stop of this.stops) stop();
    cancelAnimationFrame(this.frame);
    browserTimers.clear(this.tailTimer);
    this.strokes.destroy();
    this.looks.destroy();
    this.hover.point(null);
    this.session.onTails = () => {};
  }

  private open(document: LocalDocument) {
    const strokes = new FinishedStrokes(document.drawing.strokes, document.drawing.edits, (changes) => {
      const added = changes.added.filter(({ id }) => !this.looks.hides(id));
      this.layer.apply({ ...changes, added });
      for (const { id } of changes.added) this.session.tails.finish(id);
      // counting goes through all of them
      if (changes.added.length !== changes.removed.length) this.count.set(document.drawing.strokes.size);
      this.selection.follow();
      this.requestDraw();
    });
    this.count.set(document.drawing.strokes.size);
    document.drawing.undo.finishSteps = () => this.tools.settle();
    return {
      strokes,
      layer: new StrokeLayer(
        this.finished,
        () => this.resting(),
        (id) => this.looks.inkOf(id),
      ),
    };
  }

  /** All strokes but those that are being dragged. */
  private *resting(): Generator<FinishedStroke> {
    const lifted = new Set(this.lifted.map(({ id }) => id));
    for (const stroke of this.seen()) if (!lifted.has(stroke.id)) yield stroke;
  }

  /** All strokes but those that this person hides. */
  private *seen(): Generator<FinishedStroke> {
    for (const stroke of this.strokes.all()) if (!this.looks.hides(stroke.id)) yield stroke;
  }

  /** These look different now: in another colour, hidden, or seen again. */
  private relook(ids: readonly string[]): void {
    // told once while the stage is being built
    if (!this.layer) return;
    this.layer.apply({ added: [], removed: ids.flatMap((id) => this.strokes.get(id) ?? []) });
    const kept = [...this.selection.now.ids].filter((id) => !this.looks.hides(id));
    if (kept.length < this.selection.now.ids.size) this.selection.choose(kept);
    this.requestDraw();
  }

  private lift(strokes: readonly FinishedStroke[]): void {
    // drawn anew around both: what is put down may have been given up, and lies where it was
    this.layer.apply({ added: [], removed: [...this.lifted, ...strokes] });
    this.lifted = strokes;
  }

  private wiped(): void {
    this.layer.wiped();
    this.requestDraw();
  }

  /** CSS px → canvas px */
  private onCanvas(px: number): number {
    return (px * CANVAS_SIZE) / Math.max(1, this.live.clientWidth) / get(this.options.view).zoom;
  }

  private makeKeys(): KeyInput {
    return new KeyInput(this.live, this.selection, {
      toolFor: () => this.takeTool(false),
      selects: () => this.options.tools.now.tool === 'select',
      selectAll: () => this.selectAll(),
      mayDraw: () => this.mayDraw,
      view: () => get(this.options.view),
      look: (view) => this.options.view.set(view),
      pointed: (place) => this.point(place),
    });
  }

  private selectAll(): void {
    this.select([...this.seen()].map(({ id }) => id));
  }

  /** The strokes that a label would be for: those that are selected, else the one under the pointer. */
  get inHand(): readonly string[] {
    if (!this.selection.empty) return [...this.selection.now.ids];
    return this.hover.now ? [this.hover.now.id] : [];
  }

  /** Takes hold of these strokes. */
  select(ids: Iterable<string>): void {
    this.options.tools.change({ tool: 'select' });
    this.selection.choose(ids);
  }

  private takeTool(eraserEnd: boolean): Tool | null {
    this.hover.point(null);
    return this.tools.toolFor(eraserEnd);
  }

  private makeInput(): PointerInput {
    return new PointerInput(this.live, {
      toolFor: (eraserEnd) => this.takeTool(eraserEnd),
      pointed: (place) => this.point(place),
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
    const beat = setInterval(() => this.tools.pen.sendInk(), INK_INTERVAL_MS);
    this.stops.push(
      () => sizes.disconnect(),
      () => clearInterval(beat),
      this.session.document.subscribe((document) => this.follow(document)),
      this.options.view.subscribe((view) => this.look(view)),
      this.options.tools.current.subscribe(({ tool }) => {
        if (tool !== 'select') this.selection.choose([]);
      }),
      watchWheel(this.live, this.options.view),
    );
    this.session.onTails = () => this.requestDraw();
  }

  /** After a refused update the session works on a fresh document. */
  private follow(document: LocalDocument): void {
    if (document === this.document) return;
    this.strokes.destroy();
    this.document = document;
    this.lifted = [];
    ({ strokes: this.strokes, layer: this.layer } = this.open(document));
    this.layer.look(get(this.options.view));
    this.selection.follow();
    this.requestDraw();
  }

  private look(view: View): void {
    this.layer.look(view);
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
    this.liveLayer.draw(this.liveStrokes(), get(this.options.view), this.dragged());
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
    for (const shown of this.tools.pen.shown) strokes.push({ ...shown, colour: INK });
    return strokes;
  }

  private dragged(): Dragged | null {
    const { drag } = this.selection.now;
    if (!drag) return null;
    return { matrix: drag, colour: INK, paths: this.lifted.map((stroke) => this.layer.pathOf(stroke)) };
  }

  private point(place: Place | null): void {
    this.pointer = place && clampToCanvas(place);
    const draws = this.input.busy || (get(this.keys.pen)?.down ?? false);
    this.hover.point(draws ? null : place);
    this.sendCursor();
  }

  private get mayDraw(): boolean {
    return get(this.session.may).draw;
  }
}
