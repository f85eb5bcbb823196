import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { DrawingFitter, placeLines } from '../../models/import/fitDrawing.ts';
import { readDrawing } from '../../models/import/readDrawing.ts';
import { InputError, type PortraitPipeline } from '../../models/index.ts';
import type { Place } from '../../models/linePen.ts';
import { seededRandom } from '../../models/random.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { FaceJudge } from './faceJudge.ts';
import { moveDrawing } from './movedDrawing.ts';

/** Score from which the judge's landmarks on a drawing are believed. */
const BELIEVED = 0.7;
/** canvas px: where pupils belong */
const PUPILS = [
  { x: 192, y: 239 },
  { x: 314, y: 239 },
] as const;
/** The eyes in the judge's 68 landmarks. */
const EYES = [
  [36, 42],
  [42, 48],
] as const;

export interface JudgedDrawing {
  readonly name: string;
  /** the drawing as it was given to the import, and what came out; null where the import found no face */
  readonly drawing: Uint8Array;
  readonly portrait: Uint8Array | null;
  /** detector score of the portrait, 0…1 */
  readonly score: number;
  /** canvas px: mean distance of the placed pupils from the template's; null where the judge sees none in the drawing */
  readonly placing: number | null;
  /** the true photo's place among all photos by descriptor distance, 1 the nearest; null without a photo */
  readonly rank: number | null;
}

export interface DrawingsOptions {
  /** moves, scales and tilts each drawing first, by chance from this seed */
  readonly moved?: number | undefined;
  /** judges every n-th drawing only; the photos are all searched */
  readonly every?: number | undefined;
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Draws a portrait of every drawing of a folder as the command line does, and judges it. Files named
 * ID-sketch.* with ID-photo.* beside them show known people: the photo is never used for the portrait.
 */
export async function judgeDrawings(
  folder: string,
  pipeline: PortraitPipeline,
  judge: Pick<FaceJudge, 'examine'>,
  { moved, every = 1, onProgress }: DrawingsOptions = {},
): Promise<JudgedDrawing[]> {
  const names = (await readdir(folder)).filter((name) => /\.(png|jpe?g|webp|svg)$/i.test(name)).sort();
  const photos = new Map<string, Float32Array>();
  for (const name of names.filter((one) => /-photo\./.test(one))) {
    const { face } = await judge.examine(await readFile(path.join(folder, name)));
    if (face) photos.set(idOf(name), face.descriptor);
  }
  const fitter = new DrawingFitter(pipeline);
  const drawings = names.filter((name) => !/-photo\./.test(name)).filter((_, i) => i % every === 0);
  const judged: JudgedDrawing[] = [];
  for (const [i, name] of drawings.entries()) {
    const original = await readFile(path.join(folder, name));
    const random = seededRandom((moved ?? 0) * 1_000_003 + i);
    const given =
      moved === undefined
        ? { picture: original, moved: (place: Place) => place }
        : await moveDrawing(original, random);
    const pupils = await pupilsOf(original, judge);
    const { portrait, placed } = await drawPortrait(given.picture, pipeline, fitter);
    const seen = portrait ? await judge.examine(portrait) : null;
    const truth = photos.get(idOf(name));
    const distance = (face: Float32Array) => (seen?.face ? euclidean(seen.face.descriptor, face) : 0);
    judged.push({
      name,
      drawing: given.picture,
      portrait,
      score: seen?.score ?? 0,
      placing: pupils && placed ? placingError(pupils.map(given.moved).map(placed)) : null,
      rank: truth
        ? 1 +
          [...photos.values()].filter((face) => face !== truth && distance(face) <= distance(truth)).length
        : null,
    });
    onProgress?.(i + 1, drawings.length);
  }
  return judged;
}

async function drawPortrait(picture: Uint8Array, pipeline: PortraitPipeline, fitter: DrawingFitter) {
  try {
    const drawing = await readDrawing(picture);
    if (drawing.kind === 'room') throw new InputError('is no picture');
    const placement = await fitter.place(drawing.lines);
    const strokes = placeLines(drawing.lines, placement);
    const settings = { ...DEFAULT_SETTINGS, shadow: false };
    const { image } = await pipeline.render({ drawing: { strokes }, settings, size: 512, format: 'png' });
    const { width = 1 } = await sharp(picture).metadata();
    const scale = drawing.ink.width / width;
    const placed = ({ x, y }: Place) =>
      placeLines([[{ x: x * scale, y: y * scale }]], placement)[0]?.points[0] as Place;
    return { portrait: image, placed };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { portrait: null, placed: null };
  }
}

async function pupilsOf(drawing: Uint8Array, judge: Pick<FaceJudge, 'examine'>): Promise<Place[] | null> {
  const { score, face } = await judge.examine(drawing);
  if (!face || score < BELIEVED) return null;
  return EYES.map(([from, to]) => {
    const eye = face.landmarks.slice(from, to);
    const mean = (axis: 'x' | 'y') => eye.reduce((sum, place) => sum + place[axis], 0) / eye.length;
    return { x: mean('x'), y: mean('y') };
  });
}

function placingError(pupils: readonly Place[]): number {
  const errors = PUPILS.map(({ x, y }, i) =>
    Math.hypot((pupils[i] as Place).x - x, (pupils[i] as Place).y - y),
  );
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

function euclidean(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] as number)));
}

function idOf(name: string): string {
  return path.parse(name).name.replace(/-(photo|sketch)$/, '');
}
