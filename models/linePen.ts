import type { Place, Rectangle } from '../shared/canvas.ts';

export type { Place } from '../shared/canvas.ts';

/** One channel of 8-bit coverage, row-major: 0 paper, 255 ink. */
export interface Coverage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Draws a polyline with a round pen: coverage = clamp(radius + ½ − distance), composited by maximum,
 * so that the order of strokes never matters. One point draws a dot.
 * @param radius px
 * @param clip only pixels inside are touched (whole px); default: all
 */
export function drawPolyline(
  target: Coverage,
  points: readonly Place[],
  radius: number,
  clip: Rectangle = { x: 0, y: 0, width: target.width, height: target.height },
): void {
  const first = points[0];
  if (!first) return;
  if (points.length === 1) drawSegment(target, first, first, radius, clip);
  for (let i = 1; i < points.length; i++) {
    drawSegment(target, points[i - 1] as Place, points[i] as Place, radius, clip);
  }
}

function drawSegment(target: Coverage, from: Place, to: Place, radius: number, clip: Rectangle): void {
  const reach = radius + 0.5;
  const left = Math.max(clip.x, 0, Math.floor(Math.min(from.x, to.x) - reach));
  const right = Math.min(clip.x + clip.width, target.width, Math.ceil(Math.max(from.x, to.x) + reach));
  const top = Math.max(clip.y, 0, Math.floor(Math.min(from.y, to.y) - reach));
  const bottom = Math.min(clip.y + clip.height, target.height, Math.ceil(Math.max(from.y, to.y) + reach));
  const stepX = to.x - from.x;
  const stepY = to.y - from.y;
  const lengthSquared = stepX * stepX + stepY * stepY;
  const inner = Math.max(0, radius - 0.5);
  for (let y = top; y < bottom; y++) {
    const offsetY = y + 0.5 - from.y;
    const row = y * target.width;
    const [start, end] = columnsNear(from, to, y + 0.5, reach, left, right);
    for (let x = start; x < end; x++) {
      const offsetX = x + 0.5 - from.x;
      const along = lengthSquared > 0 ? (offsetX * stepX + offsetY * stepY) / lengthSquared : 0;
      const t = Math.max(0, Math.min(1, along));
      const dx = offsetX - t * stepX;
      const dy = offsetY - t * stepY;
      const squared = dx * dx + dy * dy;
      if (squared >= reach * reach) continue;
      const ink = squared <= inner * inner ? 255 : Math.round((reach - Math.sqrt(squared)) * 255);
      if (ink > (target.data[row + x] as number)) target.data[row + x] = Math.min(255, ink);
    }
  }
}

/** The columns of one row that a segment's pen can reach: keeps long diagonals from scanning their whole box. */
function columnsNear(
  from: Place,
  to: Place,
  rowY: number,
  reach: number,
  left: number,
  right: number,
): [number, number] {
  const rise = to.y - from.y;
  if (Math.abs(rise) < 1e-6) return [left, right];
  const slope = (to.x - from.x) / rise;
  const a = from.x + (rowY - reach - from.y) * slope;
  const b = from.x + (rowY + reach - from.y) * slope;
  const widest = reach * Math.sqrt(1 + slope * slope);
  const low = Math.max(Math.min(a, b), Math.min(from.x, to.x)) - widest;
  const high = Math.min(Math.max(a, b), Math.max(from.x, to.x)) + widest;
  return [Math.max(left, Math.floor(low)), Math.min(right, Math.ceil(high))];
}

/** The whole-pixel box that a polyline's ink can touch. */
export function inkBounds(points: readonly Place[], radius: number): Rectangle {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  if (left > right) return { x: 0, y: 0, width: 0, height: 0 };
  const reach = radius + 0.5;
  const x = Math.floor(left - reach);
  const y = Math.floor(top - reach);
  return { x, y, width: Math.ceil(right + reach) - x, height: Math.ceil(bottom + reach) - y };
}
