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
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return {
    x: left - margin,
    y: top - margin,
    width: right - left + 2 * margin,
    height: bottom - top + 2 * margin,
  };
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

/**
 * The share of the way from `a` to `b` that lies within a distance of the line from `from` to `to`: one stretch of it, since what lies
 * that near is convex. null: none of it.
 */
export function shareWithin(
  a: Place,
  b: Place,
  from: Place,
  to: Place,
  distance: number,
): [start: number, end: number] | null {
  // most ways lie far off
  if (Math.min(a.x, b.x) > Math.max(from.x, to.x) + distance) return null;
  if (Math.max(a.x, b.x) < Math.min(from.x, to.x) - distance) return null;
  if (Math.min(a.y, b.y) > Math.max(from.y, to.y) + distance) return null;
  if (Math.max(a.y, b.y) < Math.min(from.y, to.y) - distance) return null;
  const shares = [inDisc(a, b, from, distance), inDisc(a, b, to, distance), inBand(a, b, from, to, distance)];
  let [start, end] = [1, 0];
  for (const share of shares) {
    if (!share) continue;
    start = Math.min(start, share[0]);
    end = Math.max(end, share[1]);
  }
  return start <= end ? [start, end] : null;
}

/** The share of a way that lies in a disc. */
function inDisc(a: Place, b: Place, centre: Place, radius: number): [number, number] | null {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const [x, y] = [a.x - centre.x, a.y - centre.y];
  const squared = dx * dx + dy * dy;
  const outside = x * x + y * y - radius * radius;
  if (squared === 0) return outside <= 0 ? [0, 1] : null;
  const half = x * dx + y * dy;
  const root = half * half - squared * outside;
  if (root < 0) return null;
  return clipped((-half - Math.sqrt(root)) / squared, (-half + Math.sqrt(root)) / squared);
}

/** The share of a way that lies beside a line, at most so far off. */
function inBand(a: Place, b: Place, from: Place, to: Place, distance: number): [number, number] | null {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return null;
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const along = (place: Place) => (place.x - from.x) * ux + (place.y - from.y) * uy;
  const aside = (place: Place) => (place.y - from.y) * ux - (place.x - from.x) * uy;
  const one = between(along(a), along(b), 0, length);
  const other = between(aside(a), aside(b), -distance, distance);
  return one && other && clipped(Math.max(one[0], other[0]), Math.min(one[1], other[1]));
}

/** The share of the way from one number to another in which it lies between two bounds. */
function between(from: number, to: number, low: number, high: number): [number, number] | null {
  if (from === to) return from >= low && from <= high ? [0, 1] : null;
  const [one, other] = [(low - from) / (to - from), (high - from) / (to - from)];
  return [Math.min(one, other), Math.max(one, other)];
}

function clipped(start: number, end: number): [number, number] | null {
  const [first, last] = [Math.max(0, start), Math.min(1, end)];
  return first <= last ? [first, last] : null;
}
