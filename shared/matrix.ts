/** x′ = a·x + c·y + e, y′ = b·x + d·y + f: the order of SVG and CSS. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

interface Place {
  x: number;
  y: number;
}

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

export function applied([a, b, c, d, e, f]: Matrix, { x, y }: Place): Place {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** First `inner`, then `outer`. */
export function combined(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

export const translation = (x: number, y: number): Matrix => [1, 0, 0, 1, x, y];

export function scaling(x: number, y: number, centre: Place): Matrix {
  return [x, 0, 0, y, centre.x * (1 - x), centre.y * (1 - y)];
}

/** @param angle radians, clockwise as seen */
export function rotation(angle: number, centre: Place): Matrix {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turn: Matrix = [cos, sin, -sin, cos, 0, 0];
  const at = applied(turn, centre);
  return [cos, sin, -sin, cos, centre.x - at.x, centre.y - at.y];
}

export function determinant([a, b, c, d]: Matrix): number {
  return a * d - b * c;
}
