import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_WRONG_USE, UsageError } from '../../models/cli/usageError.ts';
import { messageOf } from '../../models/errors.ts';
import { DrawingFitter } from '../../models/import/fitDrawing.ts';
import { EngineError, InputError, PortraitPipeline, WeightsError } from '../../models/index.ts';
import { loadFaceJudge } from '../judge/faceJudge.ts';
import { CachedJudge } from './cachedJudge.ts';
import type { Candidate } from './candidate.ts';
import { writeContactSheet } from './contactSheet.ts';
import { drawnFaces } from './drawnFaces.ts';
import { isClean, readFaceRecords, splitOf } from './faceRecords.ts';
import { frechetReference } from './frechetReference.ts';
import { fillGallery, type Gallery, readGallery } from './gallery.ts';
import { measure, truthsOf, withTruths } from './measure.ts';
import { EVALUATE_USAGE, type EvaluateOptions, parseEvaluateOptions } from './options.ts';
import { photoFolder, sketchFolder } from './pictureFolder.ts';
import { comparisonTable, measuresTable } from './report.ts';
import { photoFigures } from './results.ts';
import type { SubjectSet } from './subjects.ts';
import { targetsOn } from './targets.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run evaluate`: portraits against true faces. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = parseEvaluateOptions(args, ROOT);
  if (options.help) {
    console.log(EVALUATE_USAGE);
    return 0;
  }
  if (options.command === 'gallery') return runGallery(options);
  return runMeasure(options);
}

async function runGallery({ faces = '', gallery }: EvaluateOptions): Promise<number> {
  const { size, broken } = await fillGallery(faces, gallery);
  for (const one of broken) console.error(one);
  console.log(`${size} faces in ${gallery}`);
  return broken.length > 0 ? EXIT_WRONG_USE : 0;
}

async function runMeasure(options: EvaluateOptions): Promise<number> {
  const { seed, out, json } = options;
  const judge = await CachedJudge.open(path.join(options.cache, 'judged.txt'), loadFaceJudge);
  const candidates = await loadCandidates(options);
  const { subjects, problems } = await subjectsOf(options, judge, (candidates[0] as Candidate).pipeline);
  for (const { file, message } of problems) console.error(`${file} ${message}`);
  if (subjects.length === 0) throw new InputError('no drawing is left to measure');
  await mkdir(out, { recursive: true });

  const truths = await truthsOf(subjects, judge);
  const given: Gallery = options.faces ? await readGallery(options.gallery) : new Map();
  const gallery = withTruths(given, truths);
  const photos = {
    ...photoFigures(truths),
    frechet: await referenceOf(options, given, [...truths.keys()]),
  };
  const measured = [];
  for (const candidate of candidates) {
    const folder = path.join(out, 'portraits', candidate.name.replaceAll(/[^\w.=-]+/g, '-'));
    measured.push(await measure(candidate, subjects, truths, judge, gallery, seed, folder));
    await writeContactSheet(subjects, folder, `${folder}.png`);
  }
  const sections = [
    heading(options, subjects.length, truths.size, gallery.size),
    measuresTable(photos, measured, targetsOn(photos)),
  ];
  const [a, b] = measured;
  if (a && b && measured.length === 2) sections.push('## Side by side', comparisonTable(a, b));
  const report = `${sections.join('\n\n')}\n`;
  const figures = {
    photos,
    candidates: Object.fromEntries(measured.map(({ name, figures: own }) => [name, own])),
  };
  await writeFile(path.join(out, 'report.md'), report);
  await writeFile(
    path.join(out, 'figures.json'),
    JSON.stringify({ figures, portraits: measured.map(({ portraits }) => portraits) }),
  );
  console.log(report);
  if (json) console.log(JSON.stringify({ name: 'evaluate', figures }));
  for (const { pipeline } of candidates) await pipeline.dispose();
  return problems.length > 0 ? EXIT_WRONG_USE : 0;
}

function heading({ seed, split, kind }: EvaluateOptions, drawings: number, faces: number, gallery: number) {
  return (
    `## Portraits against true faces\n\n${drawings} drawings (${split}, ${kind}), ${faces} with a true face, ` +
    `gallery of ${gallery} faces, seed ${seed}.`
  );
}

async function loadCandidates(options: EvaluateOptions): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const weightsDir of options.weights) {
    const pipeline = await PortraitPipeline.load({ weightsDir, engine: options.engine });
    for (const refinement of options.refinements) {
      const parts = [options.compare ? path.basename(weightsDir) : pipeline.modelVersion];
      if (refinement !== null) parts.push(`r=${refinement}`);
      candidates.push({ name: parts.join(' '), pipeline, refinement });
    }
  }
  return candidates;
}

async function subjectsOf(
  { faces, sketches, split, kind, limit, seed, cache }: EvaluateOptions,
  judge: CachedJudge,
  pipeline: PortraitPipeline,
): Promise<SubjectSet> {
  if (faces && existsSync(path.join(faces, 'faces.jsonl'))) {
    const folder = path.join(cache, 'drawings', `${path.basename(faces)}-${split}-${kind}`);
    return drawnFaces(faces, split, kind, folder, limit, seed);
  }
  if (faces) return photoFolder(faces, judge, { limit, seed });
  return sketchFolder(sketches ?? '', judge, new DrawingFitter(pipeline), { limit, seed });
}

/** The Fréchet distance of other photos: test photos against random training photos of the gallery. */
async function referenceOf({ faces, seed }: EvaluateOptions, gallery: Gallery, ids: readonly string[]) {
  if (!faces || gallery.size === 0) return Number.NaN;
  const clean = new Set((await readFaceRecords(faces)).filter(isClean).map(({ id }) => id));
  const training = [...gallery].filter(([id]) => clean.has(id) && splitOf(id) === 'training');
  const test = ids.flatMap((id) => gallery.get(id) ?? []);
  return frechetReference(
    test,
    training.map(([, descriptor]) => descriptor),
    seed,
  );
}

const EXPECTED_ERRORS = [UsageError, EngineError, WeightsError, InputError];

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!EXPECTED_ERRORS.some((type) => error instanceof type)) throw error;
  console.error(messageOf(error));
  process.exitCode = EXIT_WRONG_USE;
}
