import type { Place } from '../canvas.ts';

/** Length of a polyline, px. */
export function lengthOf(points: readonly Place[]): number {
  let length = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1] as Place, points[i] as Place];
    length += Math.hypot(b.x - a.x, b.y - a.y);
  }
  return length;
}

/** Takes the pixel steps out of a traced path: a running mean over 2·radius + 1 points; the ends stay. */
export function smooth(points: readonly Place[], radius: number): Place[] {
  return points.map((point, i) => {
    const reach = Math.min(radius, i, points.length - 1 - i);
    if (reach === 0) return point;
    let x = 0;
    let y = 0;
    for (let k = i - reach; k <= i + reach; k++) {
      x += (points[k] as Place).x;
      y += (points[k] as Place).y;
    }
    return { x: x / (2 * reach + 1), y: y / (2 * reach + 1) };
  });
}

/** Ramer–Douglas–Peucker: the fewest points that stay within `tolerance` px of the polyline. */
export function simplify(points: readonly Place[], tolerance: number): Place[] {
  if (points.length <= 2) return [...points];
  const kept = new Uint8Array(points.length);
  kept[0] = 1;
  kept[points.length - 1] = 1;
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [start, end] = span;
    let farthest = -1;
    let distance = tolerance;
    for (let i = start + 1; i < end; i++) {
      const d = distanceToSegment(points[i] as Place, points[start] as Place, points[end] as Place);
      if (d > distance) {
        distance = d;
        farthest = i;
      }
    }
    if (farthest < 0) continue;
    kept[farthest] = 1;
    spans.push([start, farthest], [farthest, end]);
  }
  return points.filter((_, i) => kept[i]);
}

function distanceToSegment(point: Place, from: Place, to: Place): number {
  const stepX = to.x - from.x;
  const stepY = to.y - from.y;
  const squared = stepX * stepX + stepY * stepY;
  const along = squared > 0 ? ((point.x - from.x) * stepX + (point.y - from.y) * stepY) / squared : 0;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(point.x - from.x - t * stepX, point.y - from.y - t * stepY);
}
