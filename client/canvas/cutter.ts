import type { Stretch } from '../../shared/strokeCuts.ts';
import { CUT_STEPS } from '../../shared/strokeEdits.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import { boundsOf, distanceToSegment, overlap, type Place } from './geometry.ts';

/**
 * What an eraser takes out of strokes on its way between two places, by their ids.
 * @param reach canvas px: the eraser's radius
 */
export function* sweptStretches(
  strokes: Iterable<FinishedStroke>,
  from: Place,
  to: Place,
  reach: number,
): Generator<[string, Stretch[]]> {
  const box = boundsOf([from, to], reach);
  for (const stroke of strokes) {
    if (!overlap(stroke.bounds, box)) continue;
    const touched = stretchesTouched(stroke, from, to, reach);
    if (touched.length > 0) yield [stroke.id, touched];
  }
}

/** The stretches of a stroke along which an eraser touches its ink. */
export function stretchesTouched(
  { points, width }: Pick<FinishedStroke, 'points' | 'width'>,
  from: Place,
  to: Place,
  reach: number,
): Stretch[] {
  const near = reach + width / 2;
  const [only] = points;
  if (points.length === 1 && only) return distanceToSegment(only, from, to) <= near ? [[0, 0]] : [];
  const found: [number, number][] = [];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1] as Place, points[i] as Place];
    const half = Math.hypot(b.x - a.x, b.y - a.y) / 2;
    if (distanceToSegment(between(a, b, 0.5), from, to) > near + half) continue;
    for (let step = 0; step < CUT_STEPS; step++) {
      const middle = between(a, b, (step + 0.5) / CUT_STEPS);
      if (distanceToSegment(middle, from, to) > near) continue;
      const at = (i - 1) * CUT_STEPS + step;
      const last = found.at(-1);
      if (last?.[1] === at) last[1] = at + 1;
      else found.push([at, at + 1]);
    }
  }
  return found;
}

const between = (a: Place, b: Place, t: number): Place => ({
  x: a.x + (b.x - a.x) * t,
  y: a.y + (b.y - a.y) * t,
});
