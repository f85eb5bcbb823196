import { CANVAS_SIZE } from '../../shared/canvas.ts';
import type { View } from './view.ts';

/** From now on canvas px are drawn where a view shows them. */
export function placeCanvas(context: CanvasRenderingContext2D, { zoom, x, y }: View): void {
  const scale = (context.canvas.width / CANVAS_SIZE) * zoom;
  context.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
}

export function clear(context: CanvasRenderingContext2D): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}
