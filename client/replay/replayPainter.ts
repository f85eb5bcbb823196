import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { paintStrokes } from '../picture/paintStrokes.ts';
import type { SeenStroke } from '../picture/seenStrokes.ts';
import { drawnBy, isGone, type ReplayPlan } from './replayPlan.ts';

type Square = { x: number; y: number; size: number };

/** Paints any moment of a replay. What is finished stays on a bitmap of its own, so that going on costs little. */
export class ReplayPainter {
  private readonly finished = document.createElement('canvas');
  /** strokes on that bitmap, from the first on */
  private count = 0;
  /** strokes that had gone or come back when it was painted */
  private turns = 0;
  private colourOf: (stroke: SeenStroke) => string;

  constructor(
    private readonly plan: ReplayPlan<unknown>,
    colourOf: (stroke: SeenStroke) => string,
    /** px of the square */
    private readonly size: number,
  ) {
    this.colourOf = colourOf;
    this.finished.width = size;
    this.finished.height = size;
  }

  useColours(colourOf: (stroke: SeenStroke) => string): void {
    this.colourOf = colourOf;
    this.startOver();
  }

  /** @param wholeStrokes no stroke is seen half drawn */
  paint(context: CanvasRenderingContext2D, square: Square, time: number, wholeStrokes = false): void {
    const { strokes } = this.plan;
    const done = strokes.findIndex(({ to }) => to > time);
    const end = done === -1 ? strokes.length : done;
    const turns = turnsBy(this.plan.turns, time);
    if (end < this.count || turns !== this.turns) this.startOver();
    this.turns = turns;
    const bitmap = this.finished.getContext('2d');
    const added = strokes
      .slice(this.count, end)
      .filter((planned) => !isGone(planned, time))
      .map(({ stroke }) => stroke);
    if (bitmap && added.length > 0) {
      paintStrokes(bitmap, added, { x: 0, y: 0, size: this.size }, this.colourOf);
    }
    this.count = end;
    context.drawImage(this.finished, square.x, square.y, square.size, square.size);
    // several people draw at once, so more than the next one may be under way or done
    const open: SeenStroke[] = [];
    for (const planned of strokes.slice(end)) {
      if (planned.from > time) break;
      if (isGone(planned, time)) continue;
      const drawn = wholeStrokes && planned.to > time ? null : drawnBy(planned, time);
      if (drawn) open.push(drawn);
    }
    paintStrokes(context, open, square, this.colourOf);
  }

  private startOver(): void {
    this.finished.getContext('2d')?.clearRect(0, 0, this.size, this.size);
    this.count = 0;
  }
}

function turnsBy(turns: readonly number[], time: number): number {
  const after = turns.findIndex((turn) => turn > time);
  return after === -1 ? turns.length : after;
}

/** px of a replay's bitmap on the screen */
export const REPLAY_SIZE = 2 * CANVAS_SIZE;
