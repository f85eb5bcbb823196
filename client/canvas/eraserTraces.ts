import type { Rectangle } from '../../shared/canvas.ts';
import { boundsOf, type Place, union } from './geometry.ts';
import { placeCanvas } from './placeCanvas.ts';
import type { View } from './view.ts';

/** A line without ink, canvas px. */
export interface Trace {
  from: Place;
  to: Place;
  reach: number;
}

/** Where an eraser was whose cuts may not be in the strokes yet: no ink is to be seen there. */
export class EraserTraces {
  private traces: Trace[] = [];
  private sweeping = false;
  private sweptAt = Number.NEGATIVE_INFINITY;

  add(trace: Trace, now: number): void {
    this.sweeping = true;
    this.sweptAt = now;
    this.traces.push(trace);
  }

  /** The sweep is over: from now on the strokes say what is to be seen. @returns the box in which they do */
  end(): Rectangle | null {
    this.sweeping = false;
    const boxes = this.traces.map(({ from, to, reach }) => boundsOf([from, to], reach + 1));
    return boxes.length > 0 ? boxes.reduce(union) : null;
  }

  /** What is drawn from now on knows of every sweep that is over. */
  forget(): void {
    if (!this.sweeping) this.traces = [];
  }

  /** Whether the eraser moved within the last `ms`. */
  movedWithin(ms: number, now: number): boolean {
    return this.sweeping && now - this.sweptAt < ms;
  }

  wipe(context: CanvasRenderingContext2D, view: View, traces: readonly Trace[] = this.traces): void {
    if (traces.length === 0) return;
    context.save();
    placeCanvas(context, view);
    context.globalCompositeOperation = 'destination-out';
    context.lineCap = 'round';
    for (const { from, to, reach } of traces) {
      context.lineWidth = 2 * reach;
      context.beginPath();
      context.moveTo(from.x, from.y);
      // some browsers draw nothing where a line has no length
      context.lineTo(to.x, to.y + 0.001);
      context.stroke();
    }
    context.restore();
  }
}
