import { z } from 'zod';

/**
 * What a stroke draws: the classes of CelebAMask-HQ with the numbers of its masks, which label sketches hold as
 * pixel values. "Left" is the picture's left, as with parts; the data set speaks of the person's, so its
 * `l_eye` is the eye on the picture's right.
 */
export const STROKE_CLASSES = [
  { id: 'skin', number: 1 },
  { id: 'nose', number: 2 },
  { id: 'glasses', number: 3 },
  { id: 'rightEye', number: 4 },
  { id: 'leftEye', number: 5 },
  { id: 'rightBrow', number: 6 },
  { id: 'leftBrow', number: 7 },
  { id: 'rightEar', number: 8 },
  { id: 'leftEar', number: 9 },
  { id: 'mouth', number: 10 },
  { id: 'upperLip', number: 11 },
  { id: 'lowerLip', number: 12 },
  { id: 'hair', number: 13 },
  { id: 'hat', number: 14 },
  { id: 'earring', number: 15 },
  { id: 'necklace', number: 16 },
  { id: 'neck', number: 17 },
  { id: 'cloth', number: 18 },
] as const satisfies readonly { id: string; number: number }[];

export type StrokeClass = (typeof STROKE_CLASSES)[number]['id'];

export const strokeClassSchema = z.enum(STROKE_CLASSES.map(({ id }) => id));

const byNumber: ReadonlyMap<number, StrokeClass> = new Map(
  STROKE_CLASSES.map(({ id, number }) => [number, id]),
);

/** The class of that number; undefined for 0 (nothing) and every other number. */
export function classOfNumber(number: number): StrokeClass | undefined {
  return byNumber.get(number);
}
