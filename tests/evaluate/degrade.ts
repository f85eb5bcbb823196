import type { InkStroke, Place } from '../../models/index.ts';
import { type Random, seededRandom } from '../../models/random.ts';
import { CANVAS_SIZE } from '../../shared/canvas.ts';

/** canvas px between two vertices that are moved */
const VERTEX_SPACING = 18;
/** points of the smooth curve between two vertices */
const CURVE_STEPS = 4;

/** What is done to a clean drawing before it is rendered. */
export interface Degradation {
  /** canvas px: each vertex is moved by U(−d, d) in x and y (DeepFacePencil) */
  readonly deformation: number;
  /** share of the strokes that is missing, 0…1 */
  readonly missing: number;
}

/** The drawing as an unsure hand would have left it; the same for the same seed. */
export function degrade(
  strokes: readonly InkStroke[],
  { deformation, missing }: Degradation,
  seed: number,
): InkStroke[] {
  const random = seededRandom(seed);
  const kept = withoutSome(strokes, missing, random);
  if (deformation === 0) return kept;
  return kept.map(({ key, points }) => ({
    key: `${key} ±${deformation}`,
    points: deformed(points, deformation, random),
  }));
}

function withoutSome(strokes: readonly InkStroke[], missing: number, random: Random): InkStroke[] {
  const lots = strokes.map((_, i) => ({ i, lot: random() })).sort((a, b) => a.lot - b.lot);
  const gone = new Set(lots.slice(0, Math.round(missing * strokes.length)).map(({ i }) => i));
  return strokes.filter((_, i) => !gone.has(i));
}

function deformed(points: readonly Place[], reach: number, random: Random): Place[] {
  const vertices = resample(points, VERTEX_SPACING).map(({ x, y }) => ({
    x: x + (2 * random() - 1) * reach,
    y: y + (2 * random() - 1) * reach,
  }));
  const first = points[0];
  const last = points.at(-1);
  // A closed line stays closed.
  if (points.length > 2 && first && last && first.x === last.x && first.y === last.y) {
    vertices[vertices.length - 1] = vertices[0] as Place;
  }
  return throughAll(vertices).map(({ x, y }) => ({ x: onCanvas(x), y: onCanvas(y) }));
}

/** Evenly spaced places on the line, both ends among them. */
function resample(points: readonly Place[], spacing: number): Place[] {
  const [first] = points;
  if (!first || points.length < 2) return [...points];
  const along = [0];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1] as Place, points[i] as Place];
    along.push((along[i - 1] as number) + Math.hypot(b.x - a.x, b.y - a.y));
  }
  const total = along.at(-1) as number;
  const parts = Math.max(1, Math.round(total / spacing));
  let segment = 1;
  return Array.from({ length: parts + 1 }, (_, k) => {
    const at = (total * k) / parts;
    while (segment < points.length - 1 && (along[segment] as number) < at) segment++;
    const [from, to] = [points[segment - 1] as Place, points[segment] as Place];
    const [start, end] = [along[segment - 1] as number, along[segment] as number];
    const t = end > start ? (at - start) / (end - start) : 0;
    return { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
  });
}

/** A Catmull–Rom curve through all the vertices. */
function throughAll(vertices: readonly Place[]): Place[] {
  const at = (i: number) => vertices[Math.min(vertices.length - 1, Math.max(0, i))] as Place;
  const curve: Place[] = vertices.length > 0 ? [at(0)] : [];
  for (let i = 0; i + 1 < vertices.length; i++) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 1; step <= CURVE_STEPS; step++) {
      const t = step / CURVE_STEPS;
      const value = (axis: 'x' | 'y') => spline(before[axis], from[axis], to[axis], after[axis], t);
      curve.push({ x: value('x'), y: value('y') });
    }
  }
  return curve;
}

function spline(before: number, from: number, to: number, after: number, t: number): number {
  const [a, b] = [(to - before) / 2, (after - from) / 2];
  return from + t * (a + t * (3 * (to - from) - 2 * a - b + t * (a + b - 2 * (to - from))));
}

function onCanvas(value: number): number {
  return Math.min(CANVAS_SIZE, Math.max(0, value));
}
