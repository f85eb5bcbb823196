import type { Point } from '../../shared/canvas.ts';
import { clear, placeCanvas } from './placeCanvas.ts';
import { strokePath } from './strokePath.ts';
import type { View } from './view.ts';

/** A stroke whose pen is down. */
export interface LiveStroke {
  points: readonly Point[];
  width: number;
  colour: string;
}

/** Draws the strokes under everyone's pens, anew each frame. */
export class LiveLayer {
  private empty = true;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** What is on it lies where another view had it. */
  invalidate(): void {
    this.empty = false;
  }

  draw(strokes: readonly LiveStroke[], view: View): void {
    if (this.empty && strokes.length === 0) return;
    const context = this.canvas.getContext('2d');
    if (!context) return;
    clear(context);
    placeCanvas(context, view);
    for (const { points, width, colour } of strokes) {
      context.fillStyle = colour;
      context.fill(strokePath(points, width));
    }
    this.empty = strokes.length === 0;
  }
}
