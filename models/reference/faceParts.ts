import type { Place } from '../linePen.ts';
import { VIEW_SIZE } from './facePlace.ts';

/** Classes of CelebAMask-HQ's masks, grouped to the parts that tell where a face is. */
const PART_OF_CLASS: Readonly<Record<number, FacePart>> = {
  2: 'nose',
  3: 'eyes',
  4: 'eyes',
  5: 'eyes',
  10: 'mouth',
  11: 'mouth',
  12: 'mouth',
};
type FacePart = 'nose' | 'eyes' | 'mouth';
const CLASSES = 19;
/** view px² that a part has at least: fewer are specks. */
const SMALLEST_PART = 6;

/** What the parser sees in a view. */
export interface FaceParts {
  /** view px: the middles of left eye, right eye, nose and mouth */
  readonly points: readonly [Place, Place, Place, Place];
  /** mean probability of the pixels that were called eyes, nose or mouth, 0…1 */
  readonly certainty: number;
}

/**
 * The parts of a face in the parser's answer; null where one is missing.
 * @param logits [19 × 128 × 128]
 */
export function faceParts(logits: Float32Array): FaceParts | null {
  const area = VIEW_SIZE * VIEW_SIZE;
  const sums = { nose: newSum(), eyes: newSum(), mouth: newSum() };
  const eyes: { x: number; y: number; weight: number }[] = [];
  for (let at = 0; at < area; at++) {
    const best = likeliest(logits, at, area);
    const part = PART_OF_CLASS[best];
    if (!part) continue;
    const probability = probabilityOf(best, logits, at, area);
    const [x, y] = [(at % VIEW_SIZE) + 0.5, Math.floor(at / VIEW_SIZE) + 0.5];
    add(sums[part], x, y, probability);
    if (part === 'eyes') eyes.push({ x, y, weight: probability });
  }
  if (sums.eyes.count === 0) return null;
  // Which eye is which depends on where the view looks; their own middle tells them apart.
  const middle = sums.eyes.x / sums.eyes.weight;
  const [left, right] = [newSum(), newSum()];
  for (const { x, y, weight } of eyes) add(x < middle ? left : right, x, y, weight);
  const parts = [left, right, sums.nose, sums.mouth] as const;
  if (parts.some(({ count }) => count < SMALLEST_PART)) return null;
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const certain = parts.reduce((sum, { weight }) => sum + weight, 0);
  return {
    points: [middleOf(left), middleOf(right), middleOf(sums.nose), middleOf(sums.mouth)],
    certainty: certain / total,
  };
}

interface Sum {
  count: number;
  weight: number;
  x: number;
  y: number;
}

function newSum(): Sum {
  return { count: 0, weight: 0, x: 0, y: 0 };
}

function add(sum: Sum, x: number, y: number, weight: number): void {
  sum.count++;
  sum.weight += weight;
  sum.x += x * weight;
  sum.y += y * weight;
}

function middleOf({ x, y, weight }: Sum): Place {
  return { x: x / weight, y: y / weight };
}

function likeliest(logits: Float32Array, at: number, area: number): number {
  let best = 0;
  for (let c = 1; c < CLASSES; c++) {
    if ((logits[c * area + at] as number) > (logits[best * area + at] as number)) best = c;
  }
  return best;
}

/** Softmax of the greatest logit. */
function probabilityOf(best: number, logits: Float32Array, at: number, area: number): number {
  const top = logits[best * area + at] as number;
  let sum = 0;
  for (let c = 0; c < CLASSES; c++) sum += Math.exp((logits[c * area + at] as number) - top);
  return 1 / sum;
}
