import { CANVAS_SIZE, type Place } from '../../shared/canvas.ts';

/** What the network is told of one stroke; `limn_training/interpreter/features.py` is the twin of this file. */

/** Places along a stroke, evenly apart. */
export const STROKE_PLACES = 20;
export const STROKE_FEATURES = 4 * STROKE_PLACES + 8;

/** px of the canvas that are 1 to the network */
const UNIT = 128;
/** px: a dot is taken to be at least so large, or its shape would be noise */
const SMALLEST = 2;
/** px, and strokes: what lengths and counts are compared with before their logarithm */
const LENGTH_UNIT = 16;
const COUNT_UNIT = 8;

/**
 * Writes the features of a stroke: its places on the canvas, its shape within its own box, box, length, how closed
 * it is, and when it was drawn.
 * @param places canvas px, at least one
 * @param order 0 for the first stroke of the drawing … 1 for the last
 * @param count strokes of the drawing
 * @param into [STROKE_FEATURES]
 */
export function writeStrokeFeatures(
  places: readonly Place[],
  order: number,
  count: number,
  into: Float32Array,
): void {
  const { even, length } = evenPlaces(places);
  const xs = even.map(({ x }) => x);
  const ys = even.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const half = Math.max(right - left, bottom - top, SMALLEST) / 2;
  even.forEach(({ x, y }, i) => {
    into[2 * i] = (x - CANVAS_SIZE / 2) / UNIT;
    into[2 * i + 1] = (y - CANVAS_SIZE / 2) / UNIT;
    into[2 * (STROKE_PLACES + i)] = (x - middle.x) / half;
    into[2 * (STROKE_PLACES + i) + 1] = (y - middle.y) / half;
  });
  const [first, last] = [even[0] as Place, even[STROKE_PLACES - 1] as Place];
  const gap = Math.hypot(last.x - first.x, last.y - first.y);
  into.set(
    [
      (middle.x - CANVAS_SIZE / 2) / UNIT,
      (middle.y - CANVAS_SIZE / 2) / UNIT,
      (right - left) / UNIT,
      (bottom - top) / UNIT,
      Math.log1p(length / LENGTH_UNIT),
      gap / Math.max(length, SMALLEST),
      order,
      Math.log1p(count / COUNT_UNIT),
    ],
    4 * STROKE_PLACES,
  );
}

/** Places evenly apart along the line, both ends kept, and the line's length in px. */
function evenPlaces(places: readonly Place[]): { even: Place[]; length: number } {
  const arc = [0];
  for (let i = 1; i < places.length; i++) {
    const [from, to] = [places[i - 1] as Place, places[i] as Place];
    arc.push((arc[i - 1] as number) + Math.hypot(to.x - from.x, to.y - from.y));
  }
  const length = arc[arc.length - 1] as number;
  const even: Place[] = [];
  for (let k = 0, at = 0; k < STROKE_PLACES; k++) {
    const wanted = (length * k) / (STROKE_PLACES - 1);
    while (at < places.length - 2 && (arc[at + 1] as number) < wanted) at++;
    const [from, to] = [places[at] as Place, places[Math.min(at + 1, places.length - 1)] as Place];
    const step = (arc[at + 1] ?? 0) - (arc[at] as number);
    const share = step > 0 ? Math.min(1, (wanted - (arc[at] as number)) / step) : 0;
    even.push({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
  }
  return { even, length };
}
