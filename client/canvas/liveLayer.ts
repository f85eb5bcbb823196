import { CANVAS_SIZE, type Point } from '../../shared/canvas.ts';
import { strokePath } from './strokePath.ts';

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

  draw(strokes: readonly LiveStroke[]): void {
    if (this.empty && strokes.length === 0) return;
    const context = this.canvas.getContext('2d');
    if (!context) return;
    const scale = this.canvas.width / CANVAS_SIZE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, CANVAS_SIZE, CANVAS_SIZE);
    for (const { points, width, colour } of strokes) {
      context.fillStyle = colour;
      context.fill(strokePath(points, width));
    }
    this.empty = strokes.length === 0;
  }
}
