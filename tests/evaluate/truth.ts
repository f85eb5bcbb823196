import sharp from 'sharp';
import type { Place } from '../../models/index.ts';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import type { CachedJudge } from './cachedJudge.ts';
import { type Chamfer, chamferDistance, linesShownIn } from './chamfer.ts';
import { mirrorBack } from './landmarks.ts';
import { type Detail, detailOf, faceOutline } from './sharpness.ts';
import type { Subject } from './subjects.ts';

/**
 * Detector score from which the judge is believed about a photo: it is known to show somebody, so that only
 * guesses must be kept out. (Portraits count as found from a higher one.)
 */
export const KNOWN_FACE = 0.5;

/** What the judge says of the true face, and how sure that is. */
export interface Truth {
  /** px of 512 */
  readonly landmarks: readonly Place[];
  readonly descriptor: Float32Array;
  /** landmarks of the photo's mirror image, mirrored back; null where that was not asked for or not seen */
  readonly mirrored: readonly Place[] | null;
  /** null where the photo is too small to tell */
  readonly detail: Detail | null;
  /** the drawing against the photo's own lines; null where there are no strokes */
  readonly chamfer: Chamfer | null;
}

/** Null where the subject has no photo or no face is found on it. @param withMirror asks the judge twice */
export async function truthOf(
  subject: Subject,
  judge: CachedJudge,
  withMirror: boolean,
): Promise<Truth | null> {
  if (!subject.photo) return null;
  const photo = await atCanvasSize(subject.photo);
  const { face, score } = await judge.examine(photo);
  if (!face || score < KNOWN_FACE) return null;
  return {
    ...face,
    mirrored: withMirror ? await mirroredLandmarks(photo, judge) : null,
    detail: subject.photoSize >= CANVAS_SIZE ? await detailOf(photo, faceOutline(face.landmarks)) : null,
    chamfer: subject.refused
      ? null
      : chamferDistance(
          subject.strokes.map(({ points }) => points),
          await linesShownIn(photo),
        ),
  };
}

async function mirroredLandmarks(photo: Uint8Array, judge: CachedJudge): Promise<readonly Place[] | null> {
  const { face } = await judge.examine(await sharp(photo).flop().png().toBuffer());
  return face && mirrorBack(face.landmarks, CANVAS_SIZE);
}

/** Landmarks are compared in px of 512, whatever the photo's size. */
async function atCanvasSize(photo: Uint8Array): Promise<Uint8Array> {
  const { width, height } = await sharp(photo).metadata();
  if (width === CANVAS_SIZE && height === CANVAS_SIZE) return photo;
  return sharp(photo).resize(CANVAS_SIZE, CANVAS_SIZE, { fit: 'fill' }).png().toBuffer();
}
