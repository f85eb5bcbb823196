import type { FinishedStroke } from './finishedStrokes.ts';
import { distanceToSegment, type Place } from './geometry.ts';

/** Canvas px around the pointer that the eraser reaches beyond a stroke's own ink. */
const ERASER_REACH = 6;
/** Canvas px between two tests along a fast sweep: below the reach, so nothing slips through. */
const SWEEP_STEP = 5;

/** Ids of the strokes that the eraser touches on its way from one place to the next. */
export function strokesTouched(strokes: Iterable<FinishedStroke>, from: Place, to: Place): string[] {
  const places = placesBetween(from, to);
  const touched: string[] = [];
  for (const stroke of strokes) {
    if (places.some((place) => touches(stroke, place))) touched.push(stroke.id);
  }
  return touched;
}

function touches({ lines, width, bounds }: FinishedStroke, place: Place): boolean {
  if (
    place.x < bounds.x - ERASER_REACH ||
    place.y < bounds.y - ERASER_REACH ||
    place.x > bounds.x + bounds.width + ERASER_REACH ||
    place.y > bounds.y + bounds.height + ERASER_REACH
  ) {
    return false;
  }
  const reach = ERASER_REACH + width / 2;
  return lines.some((line) =>
    line.some((point, index) => distanceToSegment(place, line[index - 1] ?? point, point) <= reach),
  );
}

function placesBetween(from: Place, to: Place): Place[] {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / SWEEP_STEP));
  return Array.from({ length: steps }, (_, n) => {
    const t = (n + 1) / steps;
    return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
  });
}
