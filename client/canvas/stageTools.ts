import type { Drawing } from '../document/drawing.ts';
import { browserTimers } from '../document/throttle.ts';
import type { RoomSession } from '../session/roomSession.ts';
import { CutterTool } from './cutterTool.ts';
import type { DrawingTools } from './drawingTools.ts';
import { EraserTool } from './eraserTool.ts';
import type { FinishedStroke, FinishedStrokes } from './finishedStrokes.ts';
import type { Place } from './geometry.ts';
import { PenTool } from './penTool.ts';
import { cutterReach, DEFAULT_WIDTH, PEN_WIDTHS } from './penWidths.ts';
import { Selection } from './selection.ts';
import { SelectTool } from './selectTool.ts';
import type { Tool } from './tool.ts';

/** CSS px around a selection's corners in which a finger takes hold of them */
const GRIP_REACH = 18;
/** CSS px between a selection and the knob that turns it */
export const GRIP_APART = 28;

export interface ToolsHost {
  session: RoomSession;
  settings: DrawingTools;
  /** those of the document of the moment */
  drawing(): Drawing;
  strokes(): FinishedStrokes;
  /** those of them that this person sees: nobody changes what they do not see */
  seen(): Iterable<FinishedStroke>;
  zoom(): number;
  /** CSS px → canvas px, as the sheet is seen */
  onCanvas(px: number): number;
  mayDraw(): boolean;
  /** a pointer draws, moves or looks around at the moment */
  busy(): boolean;
  /** these are dragged now: the sheet shows them elsewhere */
  lift(strokes: readonly FinishedStroke[]): void;
  /** the eraser took the ink between two places away, before the strokes say so */
  wipe(from: Place, to: Place, reach: number): void;
  /** from now on the strokes say so */
  wiped(): void;
  /** the drawing takes no more strokes, or no more changes of them */
  onFull(): void;
  changed(): void;
}

/** Everything that a hand can do on the sheet. */
export class StageTools {
  readonly pen: PenTool;
  readonly selection: Selection;
  private readonly eraser: EraserTool;
  private readonly cutter: CutterTool;
  private readonly select: SelectTool;

  constructor(private readonly host: ToolsHost) {
    const strokes = () => host.seen();
    const startGesture = () => host.drawing().undo.startGesture();
    const erase = (ids: readonly string[]) => {
      // undo brings them back as they are seen now
      this.cutter.settle(ids);
      host.drawing().erase(ids);
    };
    this.pen = makePen(host, startGesture);
    this.eraser = new EraserTool({ strokes, startGesture, erase });
    this.cutter = new CutterTool({
      strokes,
      startGesture,
      // as wide as it looks, however near the sheet is
      reach: () => cutterReach(host.settings.now.width) / host.zoom(),
      wipe: (from, to, reach) => host.wipe(from, to, reach),
      wiped: () => host.wiped(),
      cut: (stretches, step) => {
        // since the sweep began the room may have been frozen
        if (!host.mayDraw()) return;
        const { undo } = host.drawing();
        undo.within(step, () => {
          if (!host.drawing().cut(stretches, host.session.subject)) host.onFull();
        });
      },
      busy: () => host.busy(),
      now: () => performance.now(),
      timers: browserTimers,
    });
    this.selection = new Selection({
      get: (id) => host.strokes().get(id),
      startGesture,
      erase,
      move: (places) => {
        if (!host.drawing().move(places, host.session.subject)) host.onFull();
      },
      lifted: (lifted) => host.lift(lifted),
      changed: () => host.changed(),
    });
    this.select = new SelectTool(this.selection, {
      strokes,
      reach: () => host.onCanvas(GRIP_REACH),
      apart: () => host.onCanvas(GRIP_APART),
    });
  }

  /** Writes what a step that is over still has to write. */
  settle(): void {
    this.cutter.settle();
  }

  /** The tool for a pointer that goes down; null where nothing may be drawn. */
  toolFor(eraserEnd: boolean): Tool | null {
    const { host } = this;
    if (!host.mayDraw()) return null;
    if (eraserEnd) return this.eraser;
    const { tool } = host.settings.now;
    if (tool !== 'pen') return { eraser: this.eraser, cutter: this.cutter, select: this.select }[tool];
    if (!host.drawing().full) return this.pen;
    host.onFull();
    return null;
  }
}

function makePen(host: ToolsHost, startGesture: () => void): PenTool {
  const { session, settings } = host;
  return new PenTool({
    beginStroke: () => session.beginStroke(),
    hand: () => ({ ...settings.now, width: PEN_WIDTHS[settings.now.width] ?? PEN_WIDTHS[DEFAULT_WIDTH] }),
    author: () => session.subject,
    addStroke: (id, stroke) => {
      if (!host.drawing().add(id, stroke)) host.onFull();
    },
    startGesture,
    sendInk: (chunk) => session.live.sendInk(chunk),
    endInk: (id) => session.live.endInk(id),
    changed: () => host.changed(),
    now: Date.now,
  });
}
