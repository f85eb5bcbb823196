import type { Place } from './canvas.ts';

/** Moves, turns and scales: (x, y) → (a·x − b·y + dx, b·x + a·y + dy). */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  /** px of the target */
  readonly dx: number;
  readonly dy: number;
}

/** The same told apart, as where a drawing goes on the canvas: canvas px = scale · px of the drawing, turned by the tilt, + offset. */
export interface Placement {
  readonly scale: number;
  /** radians, clockwise; without it upright */
  readonly tilt?: number;
  /** canvas px */
  readonly x: number;
  readonly y: number;
}

export function apply({ a, b, dx, dy }: Similarity, { x, y }: Place): Place {
  return { x: a * x - b * y + dx, y: b * x + a * y + dy };
}

/** First one, then the other. */
export function compose(first: Similarity, then: Similarity): Similarity {
  const { x: dx, y: dy } = apply(then, { x: first.dx, y: first.dy });
  return { a: then.a * first.a - then.b * first.b, b: then.b * first.a + then.a * first.b, dx, dy };
}

export function invert({ a, b, dx, dy }: Similarity): Similarity {
  const squared = a * a + b * b;
  const back = { a: a / squared, b: -b / squared };
  return { ...back, dx: -(back.a * dx - back.b * dy), dy: -(back.b * dx + back.a * dy) };
}

/** Radians, clockwise as the canvas' y points down. */
export function tiltOf({ a, b }: Similarity): number {
  return Math.atan2(b, a);
}

export function toPlacement(moves: Similarity): Placement {
  return { scale: Math.hypot(moves.a, moves.b), tilt: tiltOf(moves), x: moves.dx, y: moves.dy };
}

export function ofPlacement({ scale, tilt = 0, x, y }: Placement): Similarity {
  return { a: scale * Math.cos(tilt), b: scale * Math.sin(tilt), dx: x, dy: y };
}

/**
 * The similarity that brings the source points nearest to the target points: least squares, each point
 * by its weight (Umeyama 1991, in the plane). Null where the points or weights are too few to tell.
 */
export function fitSimilarity(
  source: readonly Place[],
  target: readonly Place[],
  weights: readonly number[] = source.map(() => 1),
): Similarity | null {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (points: readonly Place[], axis: 'x' | 'y') =>
    points.reduce((sum, point, i) => sum + (weights[i] as number) * point[axis], 0) / total;
  const from = { x: mean(source, 'x'), y: mean(source, 'y') };
  const to = { x: mean(target, 'x'), y: mean(target, 'y') };
  let along = 0;
  let across = 0;
  let spread = 0;
  source.forEach((point, i) => {
    const weight = weights[i] as number;
    const [x, y] = [point.x - from.x, point.y - from.y];
    const [u, v] = [(target[i] as Place).x - to.x, (target[i] as Place).y - to.y];
    along += weight * (x * u + y * v);
    across += weight * (x * v - y * u);
    spread += weight * (x * x + y * y);
  });
  if (!(spread > 1e-9 * total) || Math.hypot(along, across) === 0) return null;
  const turn = { a: along / spread, b: across / spread, dx: 0, dy: 0 };
  const moved = apply(turn, from);
  return { ...turn, dx: to.x - moved.x, dy: to.y - moved.y };
}
