import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../models/errors.ts';
import { type DrawingFitter, placeLines, placeWhole } from '../../models/import/fitDrawing.ts';
import { readDrawing } from '../../models/import/readDrawing.ts';
import { type InkStroke, InputError } from '../../models/index.ts';
import { FOUND } from '../judge/faceJudge.ts';
import { alignPhoto } from './alignPhoto.ts';
import type { CachedJudge } from './cachedJudge.ts';
import { chooseSome } from './chooseSome.ts';
import { Progress } from './progress.ts';
import type { Problem, Subject, SubjectSet } from './subjects.ts';

const PHOTOS = /\.(png|jpe?g|webp)$/i;
const DRAWINGS = /\.(png|jpe?g|webp|svg|json)$/i;

interface Choice {
  readonly limit: number;
  readonly seed: number;
}

/** A plain folder of photos: each one's drawing is what the import makes of it. */
export async function photoFolder(folder: string, judge: CachedJudge, choice: Choice): Promise<SubjectSet> {
  const names = await namesIn(folder, PHOTOS);
  return eachFile(folder, names, choice, async (name) => {
    const photo = await alignedPhoto(path.join(folder, name), judge);
    const drawing = await readDrawing(photo);
    if (drawing.kind === 'room') throw new InputError('is not a photo');
    const strokes = placeLines(drawing.lines, placeWhole(drawing.width, drawing.height));
    return { id: path.parse(name).name, strokes, photo, photoSize: 512, groups: {} };
  });
}

/**
 * A folder of people's drawings; `NAME-sketch.*` or `NAME.*`, with the photo it was drawn from as
 * `NAME-photo.*` beside it, where there is one.
 */
export async function sketchFolder(
  folder: string,
  judge: CachedJudge,
  fitter: DrawingFitter,
  choice: Choice,
): Promise<SubjectSet> {
  const names = await namesIn(folder, DRAWINGS);
  const photos = new Map(names.filter(isPhoto).map((name) => [subjectOf(name), name]));
  const sketches = names.filter((name) => !isPhoto(name) && name !== 'index.json');
  return eachFile(folder, sketches, choice, async (name) => {
    const id = subjectOf(name);
    const photo = photos.get(id);
    return {
      id,
      strokes: await placedStrokes(path.join(folder, name), fitter),
      photo: photo ? await alignedPhoto(path.join(folder, photo), judge) : null,
      photoSize: 0,
      groups: {},
    };
  });
}

async function placedStrokes(file: string, fitter: DrawingFitter): Promise<readonly InkStroke[]> {
  const drawing = await readDrawing(await readFile(file));
  if (drawing.kind === 'room') return drawing.strokes;
  return placeLines(drawing.lines, await fitter.place(drawing.lines));
}

/** @throws InputError if no face is found */
async function alignedPhoto(file: string, judge: CachedJudge): Promise<Uint8Array> {
  const picture = await readFile(file);
  const { face, score } = await judge.examine(picture);
  if (!face || score < FOUND) throw new InputError('shows no face');
  return alignPhoto(picture, face.landmarks);
}

async function eachFile(
  folder: string,
  names: readonly string[],
  { limit, seed }: Choice,
  read: (name: string) => Promise<Subject>,
): Promise<SubjectSet> {
  const chosen = chooseSome(names, limit, seed);
  const subjects: Subject[] = [];
  const problems: Problem[] = [];
  const progress = new Progress('reading', chosen.length);
  for (const name of chosen) {
    try {
      subjects.push(await read(name));
    } catch (error) {
      problems.push({ file: path.join(folder, name), message: messageOf(error) });
    }
    progress.step();
  }
  return { subjects, problems };
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch(() => {
    throw new InputError(`${folder} is not a folder that can be read`);
  });
  return names.filter((name) => pattern.test(name)).sort();
}

function isPhoto(name: string): boolean {
  return /-photo$/.test(path.parse(name).name);
}

function subjectOf(name: string): string {
  return path.parse(name).name.replace(/-(sketch|photo)$/, '');
}
