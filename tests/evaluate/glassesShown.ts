import { STROKE_CLASSES } from '../../shared/semantics/strokeClasses.ts';

const GLASSES = STROKE_CLASSES.find(({ id }) => id === 'glasses')?.number as number;
/** of 128 × 128: a stretch of a rim */
const SUREST_PIXELS = 20;

/** Share of a picture's pixels that show glasses, 0…1. @param classes numbers, a pixel each */
export function glassesShare(classes: Uint8Array): number {
  return classes.reduce((sum, number) => sum + (number === GLASSES ? 1 : 0), 0) / classes.length;
}

/**
 * How surely there are glasses: the mean probability of their class where it is highest. Rims are thin and glasses rare, so that a
 * parser may call no pixel of them so, and yet find them likelier than on any bare face.
 * @param logits planes of `area` pixels, a class each
 */
export function glassesEvidence(logits: Float32Array, area: number): number {
  const probabilities = Float32Array.from({ length: area }, (_, at) => {
    let sum = 0;
    for (let c = at; c < logits.length; c += area) {
      sum += Math.exp((logits[c] as number) - (logits[GLASSES * area + at] as number));
    }
    return 1 / sum;
  });
  const surest = probabilities.sort().subarray(-SUREST_PIXELS);
  return surest.reduce((sum, one) => sum + one, 0) / surest.length;
}

/** A photo in which glasses are known to be, or not. */
export interface KnownPhoto {
  /** `glassesEvidence` */
  readonly evidence: number;
  readonly worn: boolean;
}

/** From which evidence on glasses count as shown, and how wrong that is on the photos that it comes from. */
export interface GlassesThreshold {
  readonly least: number;
  /** share of the photos with glasses in which they are not seen, 0…1 */
  readonly missed: number;
  /** share of the photos without in which some are */
  readonly invented: number;
}

/**
 * What tells photos with glasses from photos without best: fewest errors, both kinds weighed alike; of several as good
 * ones the middle of the widest gap. Null where one kind is missing.
 */
export function glassesThreshold(photos: readonly KnownPhoto[]): GlassesThreshold | null {
  const kinds = [true, false].map((worn) =>
    photos.filter((one) => one.worn === worn).map(({ evidence }) => evidence),
  );
  const [worn, bare] = kinds as [number[], number[]];
  if (worn.length === 0 || bare.length === 0) return null;
  const steps = [...new Set(photos.map(({ evidence }) => evidence))].sort((a, b) => a - b);
  let best: GlassesThreshold = { least: Number.POSITIVE_INFINITY, missed: 1, invented: 0 };
  let gap = 0;
  for (let i = 1; i < steps.length; i++) {
    const [below, above] = [steps[i - 1], steps[i]] as [number, number];
    const least = (below + above) / 2;
    const missed = worn.filter((one) => one < least).length / worn.length;
    const invented = bare.filter((one) => one >= least).length / bare.length;
    const better = missed + invented - (best.missed + best.invented);
    if (better > 0 || (better === 0 && above - below <= gap)) continue;
    best = { least, missed, invented };
    gap = above - below;
  }
  return best;
}
