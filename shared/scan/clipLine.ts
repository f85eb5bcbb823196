import type { Place, Rectangle } from '../canvas.ts';

/** The pieces of a polyline that lie within a rectangle, cut where they leave it. */
export function clipLine(line: readonly Place[], box: Rectangle): Place[][] {
  const pieces: Place[][] = [];
  for (let i = 1; i < line.length; i++) {
    const within = clipSegment(line[i - 1] as Place, line[i] as Place, box);
    if (!within) continue;
    const [from, to] = within;
    const piece = pieces.at(-1);
    // an end that lies within is the very same place: the line goes on from it
    if (piece?.at(-1) === from) piece.push(to);
    else pieces.push([from, to]);
  }
  return pieces;
}

/** Liang–Barsky: the stretch of a segment that lies within. */
function clipSegment(a: Place, b: Place, { x, y, width, height }: Rectangle): [Place, Place] | null {
  const [stepX, stepY] = [b.x - a.x, b.y - a.y];
  const [right, bottom] = [x + width, y + height];
  const sides = [
    [-stepX, a.x - x],
    [stepX, right - a.x],
    [-stepY, a.y - y],
    [stepY, bottom - a.y],
  ] as const;
  let [start, end] = [0, 1];
  for (const [step, room] of sides) {
    if (step === 0 && room < 0) return null;
    if (step < 0) start = Math.max(start, room / step);
    if (step > 0) end = Math.min(end, room / step);
  }
  if (start >= end) return null;
  // rounding must not leave the rectangle
  const at = (share: number): Place => ({
    x: Math.min(right, Math.max(x, a.x + share * stepX)),
    y: Math.min(bottom, Math.max(y, a.y + share * stepY)),
  });
  return [start === 0 ? a : at(start), end === 1 ? b : at(end)];
}
