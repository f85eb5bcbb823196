import { median } from '../bench/statistics.ts';
import { FOUND } from '../judge/faceJudge.ts';
import type { Chamfer } from './chamfer.ts';
import { frechetDistance } from './frechet.ts';
import { LANDMARK_PART_NAMES, type LandmarkPart, repeatability } from './landmarks.ts';
import type { PortraitFacts } from './portraitFacts.ts';
import type { Detail } from './sharpness.ts';
import { mean, share } from './statistics.ts';
import type { Truth } from './truth.ts';

/** Figures by name; NaN where nothing could be measured. */
export type Figures = Readonly<Record<string, number>>;

/** The figures of one candidate's portraits. @param truths of the subjects that have one */
export function figuresOf(portraits: readonly PortraitFacts[], truths: ReadonlyMap<string, Truth>): Figures {
  const ranks = present(portraits.map(({ rank }) => rank));
  const descriptors = present(portraits.map(({ descriptor }) => descriptor));
  // Only the photos of faces that were portrayed, so that the sets stay equal.
  const own = portraits.flatMap(({ id }) => truths.get(id) ?? []);
  const photos = own.map(({ descriptor }) => descriptor);
  const detail = present(portraits.map((one) => one.detail));
  const photoDetail = present(own.map((one) => one.detail));
  return {
    portraits: portraits.length,
    faceFound: 100 * share(portraits, ({ score }) => score >= FOUND),
    detectorScore: mean(portraits.map(({ score }) => score)),
    ...landmarkFigures(present(portraits.map((one) => one.landmarkError))),
    descriptorDistance: mean(present(portraits.map(({ distance }) => distance))),
    ...Object.fromEntries([1, 5, 10, 50].map((k) => [`rank${k}`, 100 * share(ranks, (rank) => rank <= k)])),
    medianRank: median(ranks),
    frechet: comparable(descriptors, photos) ? frechetDistance(descriptors, photos) : Number.NaN,
    sharpness: ratio(detail, photoDetail, ({ fine, middle }) => fine + middle),
    sharpnessFine: ratio(detail, photoDetail, ({ fine }) => fine),
    sharpnessMiddle: ratio(detail, photoDetail, ({ middle }) => middle),
    ...chamferFigures(present(portraits.map(({ chamfer }) => chamfer))),
    chamferMeant: mean(portraits.flatMap(({ meantChamfer }) => (meantChamfer ? bothWays(meantChamfer) : []))),
  };
}

/** What the photos themselves give, where a measure can be taken on them. */
export function photoFigures(truths: ReadonlyMap<string, Truth>): Figures {
  const all = [...truths.values()];
  const pairs = all.flatMap(({ landmarks, mirrored }) => (mirrored ? [{ truth: landmarks, mirrored }] : []));
  return {
    portraits: all.length,
    ...landmarkFigures(pairs.length > 1 ? [repeatability(pairs)] : []),
    sharpness: 1,
    sharpnessFine: 1,
    sharpnessMiddle: 1,
    ...chamferFigures(present(all.map(({ chamfer }) => chamfer))),
  };
}

export function landmarkFigure(part: LandmarkPart): string {
  return `landmark.${part}`;
}

function landmarkFigures(errors: readonly Readonly<Record<LandmarkPart, number>>[]): Figures {
  return Object.fromEntries(
    LANDMARK_PART_NAMES.map((part) => [landmarkFigure(part), mean(errors.map((error) => error[part]))]),
  );
}

function chamferFigures(chamfers: readonly Chamfer[]): Figures {
  const drawnToShown = mean(chamfers.map((one) => one.drawnToShown));
  const shownToDrawn = mean(chamfers.map((one) => one.shownToDrawn));
  return { chamfer: bothWays({ drawnToShown, shownToDrawn }), drawnToShown, shownToDrawn };
}

/** Mean of both ways, px. */
export function bothWays({ drawnToShown, shownToDrawn }: Chamfer): number {
  return (drawnToShown + shownToDrawn) / 2;
}

function ratio(ours: readonly Detail[], theirs: readonly Detail[], of: (detail: Detail) => number): number {
  return median(ours.map(of)) / median(theirs.map(of));
}

function comparable(...sets: readonly (readonly unknown[])[]): boolean {
  return sets.every(({ length }) => length >= 2);
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null);
}
