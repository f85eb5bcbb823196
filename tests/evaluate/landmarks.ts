import type { Place } from '../../models/index.ts';

/** iBUG 68: first and last landmark of each part. "whole" is all of them. */
export const LANDMARK_PARTS = {
  whole: [[0, 67]],
  jaw: [[0, 16]],
  brows: [[17, 26]],
  eyes: [[36, 47]],
  nose: [[27, 35]],
  mouth: [[48, 67]],
} as const satisfies Record<string, readonly (readonly [number, number])[]>;
export type LandmarkPart = keyof typeof LANDMARK_PARTS;
export const LANDMARK_PART_NAMES = Object.keys(LANDMARK_PARTS) as LandmarkPart[];

/** The landmark that each one becomes in the mirror. */
const MIRRORED = [
  ...down(16, 0),
  ...down(26, 17),
  ...up(27, 30),
  ...down(35, 31),
  ...[45, 44, 43, 42, 47, 46],
  ...[39, 38, 37, 36, 41, 40],
  ...down(54, 48),
  ...down(59, 55),
  ...down(64, 60),
  ...down(67, 65),
];

/** Landmarks found in a mirrored picture, brought back. @param width px of the picture */
export function mirrorBack(landmarks: readonly Place[], width: number): Place[] {
  return MIRRORED.map((from) => {
    const { x, y } = at(landmarks, from);
    return { x: width - x, y };
  });
}

/**
 * How well the judge agrees with itself: photos against their mirror images, mirrored back, mean error
 * by part. What every face has alike (the networks see the left a little otherwise than the right) is taken out:
 * portrait and truth share it, so it is no error between them.
 * @param pairs landmarks of the photo, and of its mirror image brought back
 */
export function repeatability(
  pairs: readonly { truth: readonly Place[]; mirrored: readonly Place[] }[],
): Record<LandmarkPart, number> {
  const bias = MIRRORED.map((_, i) =>
    mean(
      pairs.map(({ truth, mirrored }) => {
        const [from, to] = [at(truth, i), at(mirrored, i)];
        return { x: to.x - from.x, y: to.y - from.y };
      }),
    ),
  );
  const errors = pairs.map(({ truth, mirrored }) =>
    landmarkError(
      mirrored.map(({ x, y }, i) => ({ x: x - at(bias, i).x, y: y - at(bias, i).y })),
      truth,
    ),
  );
  return Object.fromEntries(
    LANDMARK_PART_NAMES.map((part) => [
      part,
      errors.reduce((sum, error) => sum + error[part], 0) / errors.length,
    ]),
  ) as Record<LandmarkPart, number>;
}

/** Centres of the two eyes, the image's left first. */
export function eyeCentres(landmarks: readonly Place[]): [Place, Place] {
  return [mean(landmarks.slice(36, 42)), mean(landmarks.slice(42, 48))];
}

/**
 * Mean distance of the landmarks from the truth, in the truth's inter-ocular distances (between the
 * centres of the eyes), by part.
 */
export function landmarkError(
  landmarks: readonly Place[],
  truth: readonly Place[],
): Record<LandmarkPart, number> {
  const [left, right] = eyeCentres(truth);
  const unit = Math.hypot(right.x - left.x, right.y - left.y);
  const distances = truth.map(({ x, y }, i) => {
    const found = at(landmarks, i);
    return Math.hypot(found.x - x, found.y - y) / unit;
  });
  const errors = {} as Record<LandmarkPart, number>;
  for (const part of LANDMARK_PART_NAMES) {
    const own = LANDMARK_PARTS[part].flatMap(([first, last]) => distances.slice(first, last + 1));
    errors[part] = own.reduce((sum, one) => sum + one, 0) / own.length;
  }
  return errors;
}

function mean(places: readonly Place[]): Place {
  const sum = places.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  return { x: sum.x / places.length, y: sum.y / places.length };
}

function at(landmarks: readonly Place[], index: number): Place {
  const place = landmarks[index];
  if (!place) throw new RangeError(`landmark ${index} of ${landmarks.length} is missing`);
  return place;
}

function up(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function down(from: number, to: number): number[] {
  return up(to, from).reverse();
}
