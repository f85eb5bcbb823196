import { LANDMARK_PART_NAMES } from './landmarks.ts';
import type { Figures } from './results.ts';
import { landmarkFigure } from './results.ts';

/** What a figure must reach, in words and as a test. */
export interface Target {
  readonly text: string;
  reached(value: number): boolean;
}

const LANDMARK_TARGET = 0.045;
/** Where the judge itself is less sure than the target, this many times its own repeatability counts. */
const REPEATABILITY = 1.5;
const FRECHET = 1.5;
const SHARPNESS = 0.15;

/**
 * The targets on clean line drawings of the test split.
 * @param photos figures of the true photos
 * @param ownAppearance of portraits that took the true faces' appearance
 */
export function targetsOn(photos: Figures, ownAppearance: boolean): Readonly<Record<string, Target>> {
  const landmarks = LANDMARK_PART_NAMES.map((part) => {
    const name = landmarkFigure(part);
    const limit = Math.max(LANDMARK_TARGET, REPEATABILITY * (photos[name] ?? 0));
    return [name, atMost(limit, 4)] as const;
  });
  return {
    faceFound: atLeast(99.5, 1),
    ...Object.fromEntries(landmarks),
    [ownAppearance ? 'rank1' : 'rank50']: atLeast(50, 1),
    sharpness: {
      text: `${1 - SHARPNESS}–${1 + SHARPNESS}`,
      reached: (value) => Math.abs(value - 1) <= SHARPNESS,
    },
    ...(Number.isFinite(photos.frechet) && { frechet: atMost(FRECHET * (photos.frechet as number), 4) }),
  };
}

/** The targets on artists' drawings of known people: the true photo is looked for among all that are there. */
export const TARGETS_ON_SKETCHES: Readonly<Record<string, Target>> = {
  faceFound: atLeast(98, 1),
  rank10: atLeast(50, 1),
};

/** The targets under deformation and missing strokes. @param clean figures of the same drawings untouched */
export function targetsDegraded(clean: Figures): Readonly<Record<string, Target>> {
  return { faceFound: atLeast(98, 1), 'landmark.whole': atMost(2 * (clean['landmark.whole'] ?? 0), 4) };
}

export function atLeast(limit: number, digits: number): Target {
  return { text: `≥ ${limit.toFixed(digits)}`, reached: (value) => value >= limit };
}

export function atMost(limit: number, digits: number): Target {
  return { text: `≤ ${limit.toFixed(digits)}`, reached: (value) => value <= limit };
}
