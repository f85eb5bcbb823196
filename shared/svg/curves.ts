import type { Place } from '../canvas.ts';

/** Straight pieces of a curve: enough for one that crosses the whole sheet. */
const PIECES = 24;

/** A cubic Bézier curve as straight pieces, without its begin. */
export function cubic(from: Place, a: Place, b: Place, to: Place): Place[] {
  return pieces((t) => {
    const u = 1 - t;
    const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    return { x: p * from.x + q * a.x + r * b.x + s * to.x, y: p * from.y + q * a.y + r * b.y + s * to.y };
  });
}

/** A quadratic Bézier curve as straight pieces, without its begin. */
export function quadratic(from: Place, a: Place, to: Place): Place[] {
  return pieces((t) => {
    const u = 1 - t;
    const [p, q, r] = [u * u, 2 * u * t, t * t];
    return { x: p * from.x + q * a.x + r * to.x, y: p * from.y + q * a.y + r * to.y };
  });
}

function pieces(at: (t: number) => Place): Place[] {
  return Array.from({ length: PIECES }, (_, i) => at((i + 1) / PIECES));
}
