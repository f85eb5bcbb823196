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
  const length = placesEvenly(places);
  let [left, right, top, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = 0; i < STROKE_PLACES; i++) {
    const [x, y] = [xs[i] as number, ys[i] as number];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  const half = Math.max(right - left, bottom - top, SMALLEST) / 2;
  for (let i = 0; i < STROKE_PLACES; i++) {
    const [x, y] = [xs[i] as number, ys[i] as number];
    into[2 * i] = (x - CANVAS_SIZE / 2) / UNIT;
    into[2 * i + 1] = (y - CANVAS_SIZE / 2) / UNIT;
    into[2 * (STROKE_PLACES + i)] = (x - middleX) / half;
    into[2 * (STROKE_PLACES + i) + 1] = (y - middleY) / half;
  }
  const last = STROKE_PLACES - 1;
  const gap = Math.hypot((xs[last] as number) - (xs[0] as number), (ys[last] as number) - (ys[0] as number));
  into.set(
    [
      (middleX - CANVAS_SIZE / 2) / UNIT,
      (middleY - CANVAS_SIZE / 2) / UNIT,
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

/** px: the places of the stroke at hand, evenly apart; written anew for each, since this runs for every stroke of a drawing. */
const xs = new Float64Array(STROKE_PLACES);
const ys = new Float64Array(STROKE_PLACES);

/** Fills `xs` and `ys` with places evenly apart along the line, both ends kept. @returns its length, px */
function placesEvenly(places: readonly Place[]): number {
  let length = 0;
  for (let i = 1; i < places.length; i++) length += distance(places[i - 1] as Place, places[i] as Place);
  let from = places[0] as Place;
  let to = places[1] ?? from;
  // px along the line: where the step at hand begins, and how long it is
  let begin = 0;
  let step = distance(from, to);
  for (let k = 0, at = 1; k < STROKE_PLACES; k++) {
    const wanted = (length * k) / (STROKE_PLACES - 1);
    while (at < places.length - 1 && begin + step < wanted) {
      begin += step;
      from = to;
      to = places[++at] as Place;
      step = distance(from, to);
    }
    const share = step > 0 ? Math.min(1, (wanted - begin) / step) : 0;
    xs[k] = from.x + share * (to.x - from.x);
    ys[k] = from.y + share * (to.y - from.y);
  }
  return length;
}

function distance(a: Place, b: Place): number {
  return Math.sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2);
}
