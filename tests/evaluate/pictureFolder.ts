import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../models/errors.ts';
import { drawnLooks } from '../../models/import/drawnLooks.ts';
import { DrawingFitter, NoFaceError, placeLines, placeWhole } from '../../models/import/fitDrawing.ts';
import { readDrawing } from '../../models/import/readDrawing.ts';
import { InputError, type PortraitPipeline } from '../../models/index.ts';
import { shadedTones } from '../../shared/scan/drawnTones.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { packTones } from '../../shared/shading.ts';
import { ofPlacement } from '../../shared/similarity.ts';
import { alignPhoto } from './alignPhoto.ts';
import type { CachedJudge } from './cachedJudge.ts';
import { chooseSome } from './chooseSome.ts';
import { Progress } from './progress.ts';
import type { Problem, Subject, SubjectSet } from './subjects.ts';
import { KNOWN_FACE } from './truth.ts';

const PHOTOS = /\.(png|jpe?g|webp)$/i;
const DRAWINGS = /\.(png|jpe?g|webp|svg|json)$/i;

interface Choice {
  readonly limit: number;
  readonly seed: number;
}

/** A plain folder of photos: each one's drawing is what the import makes of it. */
export async function photoFolder(folder: string, judge: CachedJudge, choice: Choice): Promise<SubjectSet> {
  const names = await namesIn(folder, PHOTOS);
  const { read, problems } = await eachFile(folder, names, choice, async (name): Promise<Subject> => {
    const photo = await alignedPhoto(path.join(folder, name), judge);
    const drawing = await readDrawing(photo);
    if (drawing.kind === 'room') throw new InputError('is not a photo');
    const strokes = placeLines(drawing.lines, placeWhole(drawing.ink.width, drawing.ink.height));
    return { id: path.parse(name).name, strokes, photo, photoSize: 512, groups: {} };
  });
  return { subjects: read, problems };
}

/**
 * A folder of people's drawings; `NAME-sketch.*` or `NAME.*`, with the photo it was drawn from as
 * `NAME-photo.*` beside it, where there is one. All photos are looked through for the true one.
 */
export async function sketchFolder(
  folder: string,
  judge: CachedJudge,
  pipeline: PortraitPipeline,
  choice: Choice,
): Promise<SubjectSet> {
  const names = await namesIn(folder, DRAWINGS);
  const photoNames = names.filter(isPhoto);
  const photos = await eachFile(folder, photoNames, { limit: photoNames.length, seed: 0 }, async (name) => {
    const photo = await alignedPhoto(path.join(folder, name), judge);
    return { id: subjectOf(name), photo };
  });
  const photoOf = new Map(photos.read.map(({ id, photo }) => [id, photo]));
  const gallery = new Map<string, Float32Array>();
  for (const [id, photo] of photoOf) {
    const { face } = await judge.examine(photo);
    if (face) gallery.set(id, face.descriptor);
  }
  const fitter = new DrawingFitter(pipeline);
  const sketches = names.filter((name) => !isPhoto(name) && name !== 'index.json');
  const drawn = await eachFile(folder, sketches, choice, async (name): Promise<Subject> => {
    const given = await readFile(path.join(folder, name));
    const id = subjectOf(name);
    const about = { id, given, photo: photoOf.get(id) ?? null, photoSize: 0, groups: {} };
    return { ...about, ...(await importedDrawing(given, pipeline, fitter)) };
  });
  const refused = new Set(drawn.read.flatMap(({ id, refused }) => (refused ? [id] : [])));
  const refusals = sketches
    .filter((name) => refused.has(subjectOf(name)))
    .map((name) => ({ file: path.join(folder, name), message: new NoFaceError().message }));
  return { subjects: drawn.read, problems: [...photos.problems, ...drawn.problems, ...refusals], gallery };
}

/** As the command line takes it in; a drawing without a face is told, not thrown: it counts. */
async function importedDrawing(
  given: Uint8Array,
  pipeline: PortraitPipeline,
  fitter: DrawingFitter,
): Promise<Pick<Subject, 'strokes' | 'looks' | 'refused'>> {
  const drawing = await readDrawing(given);
  if (drawing.kind === 'room') return { strokes: drawing.strokes };
  try {
    const placement = await fitter.place(drawing.lines);
    const strokes = placeLines(drawing.lines, placement);
    const tones = shadedTones(drawing.ink, ofPlacement(placement));
    const seen = await drawnLooks(pipeline, strokes, tones);
    const shading = { ...DEFAULT_SETTINGS.shading, tones: tones && packTones(tones) };
    return { strokes, looks: { ...seen, shading } };
  } catch (error) {
    if (!(error instanceof NoFaceError)) throw error;
    return { strokes: [], refused: true };
  }
}

/** @throws InputError if no face is found */
async function alignedPhoto(file: string, judge: CachedJudge): Promise<Uint8Array> {
  const picture = await readFile(file);
  const { face, score } = await judge.examine(picture);
  if (!face || score < KNOWN_FACE) throw new InputError('shows no face');
  return alignPhoto(picture, face.landmarks);
}

async function eachFile<T>(
  folder: string,
  names: readonly string[],
  { limit, seed }: Choice,
  read: (name: string) => Promise<T>,
): Promise<{ read: T[]; problems: Problem[] }> {
  const chosen = chooseSome(names, limit, seed);
  const all: T[] = [];
  const problems: Problem[] = [];
  const progress = new Progress('reading', chosen.length);
  for (const name of chosen) {
    try {
      all.push(await read(name));
    } catch (error) {
      problems.push({ file: path.join(folder, name), message: messageOf(error) });
    }
    progress.step();
  }
  return { read: all, problems };
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
