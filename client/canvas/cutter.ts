import type { Stretch } from '../../shared/strokeCuts.ts';
import { CUT_STEPS } from '../../shared/strokeEdits.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import { boundsOf, distanceToSegment, overlap, type Place, shareWithin } from './geometry.ts';

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
    const share = shareWithin(points[i - 1] as Place, points[i] as Place, from, to, near);
    if (!share) continue;
    // the steps whose middle the eraser reaches
    const first = (i - 1) * CUT_STEPS + Math.ceil(share[0] * CUT_STEPS - 0.5);
    const end = (i - 1) * CUT_STEPS + Math.floor(share[1] * CUT_STEPS - 0.5) + 1;
    if (first >= end) continue;
    const last = found.at(-1);
    if (last?.[1] === first) last[1] = end;
    else found.push([first, end]);
  }
  return found;
}
