import { CANVAS_SIZE } from '../../shared/canvas.ts';
import {
  apply,
  compose,
  fitSimilarity,
  invert,
  ofPlacement,
  type Similarity,
  tiltOf,
} from '../../shared/similarity.ts';
import type { Aligner } from '../aligner.ts';
import type { Place } from '../linePen.ts';
import { drawSheet, wholeView } from './sheet.ts';

/** Where the aligner sees the face, and how sure it is. */
export interface SeenFace {
  /** drawing px → canvas px */
  readonly placement: Similarity;
  /** probability that what lies there is a face, 0…1 */
  readonly face: number;
  /** how sharply its points are seen, 0…1 */
  readonly sharpness: number;
}

/** Magnifications of the whole ink that are looked at: a small face among much else is seen in the second. */
const ZOOMS = [1, 0.7, 1.5];
/** Degrees that the drawing is turned by before a look: the network knows upright faces best. */
const TURNS = [0, -35, 35];
/** Looks after the first, each at the place that the one before found. */
const CLOSER_LOOKS = 2;
/** canvas px: sights whose points lie nearer to a better one's are the same face */
const SAME_PLACE = 20;
/** Trust below which a drawing shows no face: drawings of faces reach 0.9 and more, houses, shapes and scribbles at most 0.5. */
const LEAST_TRUST = 0.65;
/** Radians: nobody draws faces turned further. */
const LARGEST_TILT = (80 * Math.PI) / 180;

/**
 * Looks at a drawing at several sizes and tilts, then closer at what was seen. Best first, each face once; none where
 * nothing is to be trusted.
 * @param lines px of the drawing @param count sights that are looked at closely
 */
export async function seekFaces(
  lines: readonly (readonly Place[])[],
  aligner: Aligner,
  count: number,
): Promise<SeenFace[]> {
  const side = aligner.sheetSize;
  const whole = wholeView(lines, side);
  const seen: SeenFace[] = [];
  for (const zoom of ZOOMS) {
    for (const degrees of TURNS) {
      if (zoom !== 1 && degrees !== 0) continue;
      const first = await look(lines, compose(whole, aboutMiddle(zoom, degrees, side)), aligner);
      if (first) seen.push(first);
    }
  }
  seen.sort((a, b) => trust(b) - trust(a));
  const closer: SeenFace[] = [];
  for (const face of seen.slice(0, count)) closer.push(await lookCloser(lines, face, aligner));
  const trusted = closer.filter((face) => trust(face) >= LEAST_TRUST).sort((a, b) => trust(b) - trust(a));
  return trusted.filter(
    (face, i) => !trusted.slice(0, i).some((better) => isSamePlace(face, better, aligner)),
  );
}

/** How far a sight is believed, 0…1. */
export function trust({ face, sharpness }: SeenFace): number {
  return face * sharpness;
}

function isSamePlace({ placement }: SeenFace, better: SeenFace, { template }: Aligner): boolean {
  const across = compose(invert(placement), better.placement);
  return template.every((point) => {
    const moved = apply(across, point);
    return Math.hypot(moved.x - point.x, moved.y - point.y) < SAME_PLACE;
  });
}

async function lookCloser(
  lines: readonly (readonly Place[])[],
  start: SeenFace,
  aligner: Aligner,
): Promise<SeenFace> {
  const toSheet = ofPlacement({ scale: aligner.sheetSize / CANVAS_SIZE, x: 0, y: 0 });
  let seen = start;
  for (let i = 0; i < CLOSER_LOOKS; i++) {
    const next = await look(lines, compose(seen.placement, toSheet), aligner);
    if (!next || trust(next) < 0.5 * trust(seen)) break;
    seen = next;
  }
  return seen;
}

/** @param view drawing px → sheet px */
async function look(
  lines: readonly (readonly Place[])[],
  view: Similarity,
  aligner: Aligner,
): Promise<SeenFace | null> {
  const { points, sharpness, face } = await aligner.find(drawSheet(lines, view, aligner.sheetSize));
  const back = invert(view);
  const inDrawing = points.map((point) => apply(back, point));
  const placement = fitSimilarity(inDrawing, aligner.template, sharpness);
  if (!placement || Math.abs(tiltOf(placement)) > LARGEST_TILT) return null;
  return { placement, face, sharpness: sharpness.reduce((a, b) => a + b, 0) / sharpness.length };
}

function aboutMiddle(zoom: number, degrees: number, side: number): Similarity {
  const turn = ofPlacement({ scale: zoom, tilt: (degrees * Math.PI) / 180, x: 0, y: 0 });
  const middle = { x: side / 2, y: side / 2 };
  const moved = apply(turn, middle);
  return { ...turn, dx: middle.x - moved.x, dy: middle.y - moved.y };
}
