import { CANVAS_SIZE, type Rectangle } from '../../shared/canvas.ts';

export interface Place {
  x: number;
  y: number;
}

export function clampToCanvas({ x, y }: Place): Place {
  const clamp = (value: number) => Math.min(CANVAS_SIZE, Math.max(0, value));
  return { x: clamp(x), y: clamp(y) };
}

/** The box around some points, grown by `margin` on every side. */
export function boundsOf(points: readonly Place[], margin: number): Rectangle {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs) - margin;
  const y = Math.min(...ys) - margin;
  return { x, y, width: Math.max(...xs) + margin - x, height: Math.max(...ys) + margin - y };
}

export function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The smallest box around two boxes. */
export function union(a: Rectangle, b: Rectangle): Rectangle {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height };
}

/** Shortest distance from a place to the line from `a` to `b`. */
export function distanceToSegment(place: Place, a: Place, b: Place): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared === 0 ? 0 : ((place.x - a.x) * dx + (place.y - a.y) * dy) / lengthSquared;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(place.x - a.x - t * dx, place.y - a.y - t * dy);
}
