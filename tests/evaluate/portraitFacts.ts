import type { CachedJudge } from './cachedJudge.ts';
import { type Chamfer, chamferDistance, linesShownIn } from './chamfer.ts';
import type { Gallery } from './gallery.ts';
import { descriptorDistance, rankOf } from './identity.ts';
import { type LandmarkPart, landmarkError } from './landmarks.ts';
import { type Detail, detailOf, faceOutline } from './sharpness.ts';
import type { Subject } from './subjects.ts';
import type { Truth } from './truth.ts';

/** What was measured on one portrait; null where there is no truth or the judge sees no face at all. */
export interface PortraitFacts {
  readonly id: string;
  readonly groups: Subject['groups'];
  /** detector score 0…1 */
  readonly score: number;
  readonly descriptor: Float32Array | null;
  readonly landmarkError: Readonly<Record<LandmarkPart, number>> | null;
  /** descriptor distance to the truth */
  readonly distance: number | null;
  /** place of the truth in the gallery; the last where the portrait shows no face that could be looked up */
  readonly rank: number | null;
  readonly detail: Detail | null;
  /** to the lines as they were drawn */
  readonly chamfer: Chamfer | null;
  /** to the lines that were meant, where a hand was unsure: following its jitter is no merit */
  readonly meantChamfer?: Chamfer;
}

/**
 * @param portrait an encoded picture of 512 px
 * @param gallery holds the truth too
 */
export async function portraitFacts(
  portrait: Uint8Array,
  subject: Subject,
  truth: Truth | null,
  judge: CachedJudge,
  gallery: Gallery,
): Promise<PortraitFacts> {
  const { id, groups, strokes, meant } = subject;
  const { score, face } = await judge.examine(portrait);
  const shown = await linesShownIn(portrait);
  return {
    id,
    groups,
    score,
    descriptor: face?.descriptor ?? null,
    landmarkError: face && truth ? landmarkError(face.landmarks, truth.landmarks) : null,
    distance: face && truth ? descriptorDistance(face.descriptor, truth.descriptor) : null,
    rank: truth && (face ? rankOf(face.descriptor, id, gallery) : gallery.size),
    detail: truth?.detail ? await detailOf(portrait, faceOutline(truth.landmarks)) : null,
    chamfer: chamferDistance(linesOf(strokes), shown),
    ...(meant && { meantChamfer: chamferDistance(linesOf(meant), shown) }),
  };
}

const linesOf = (strokes: Subject['strokes']) => strokes.map(({ points }) => points);

/** A drawing that the import refused: a portrait without a face. */
export function noPortrait({ id, groups }: Subject, truth: Truth | null, gallery: Gallery): PortraitFacts {
  return {
    id,
    groups,
    score: 0,
    descriptor: null,
    landmarkError: null,
    distance: null,
    rank: truth && gallery.size,
    detail: null,
    chamfer: null,
  };
}
