import type { Point } from '../../shared/canvas.ts';
import type { Matrix } from '../../shared/matrix.ts';
import { clear, placeCanvas } from './placeCanvas.ts';
import { strokePath } from './strokePath.ts';
import type { View } from './view.ts';

/** A stroke whose pen is down. */
export interface LiveStroke {
  points: readonly Point[];
  width: number;
  colour: string;
}

/** Strokes that are being moved. */
export interface Dragged {
  paths: readonly Path2D[];
  colour: string;
  matrix: Matrix;
}

/** Draws the strokes under everyone's pens, anew each frame. */
export class LiveLayer {
  private empty = true;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** @param dragged finished strokes, and where a drag puts them */
  draw(strokes: readonly LiveStroke[], view: View, dragged: Dragged | null = null): void {
    const empty = strokes.length === 0 && !dragged;
    if (this.empty && empty) return;
    const context = this.canvas.getContext('2d');
    if (!context) return;
    clear(context);
    placeCanvas(context, view);
    for (const { points, width, colour } of strokes) {
      context.fillStyle = colour;
      context.fill(strokePath(points, width));
    }
    if (dragged) {
      context.transform(...dragged.matrix);
      context.fillStyle = dragged.colour;
      for (const path of dragged.paths) context.fill(path);
    }
    this.empty = empty;
  }
}
