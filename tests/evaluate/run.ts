import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_WRONG_USE, UsageError } from '../../models/cli/usageError.ts';
import { messageOf } from '../../models/errors.ts';
import { EngineError, InputError, WeightsError } from '../../models/index.ts';
import { replay, replayFigures, replayTable } from './filmstrip.ts';
import { fillGallery } from './gallery.ts';
import { writeLookSheets } from './look.ts';
import { EVALUATE_USAGE, type EvaluateOptions, parseEvaluateOptions } from './options.ts';
import { referenceFigures, referenceTable, wearReferences } from './references.ts';
import { runMeasure } from './runMeasure.ts';
import { runSemantics } from './runSemantics.ts';
import { loadCandidates, loadSubjects, openJudge } from './setUp.ts';
import { driversTable } from './stepDrivers.ts';
import type { Problem } from './subjects.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILMSTRIPS = 20;
const WORN = 40;

/** `npm run evaluate`. Returns what could not be used. */
const COMMANDS: Record<
  EvaluateOptions['command'],
  (options: EvaluateOptions) => Promise<readonly Problem[]>
> = {
  measure: runMeasure,
  gallery: runGallery,
  filmstrip: runFilmstrip,
  look: runLook,
  references: runReferences,
  semantics: runSemantics,
};

async function runGallery({ faces = '', gallery }: EvaluateOptions): Promise<readonly Problem[]> {
  const { size, problems } = await fillGallery(faces, gallery);
  for (const { file, message } of problems) console.error(`${file} ${message}`);
  console.log(`${size} faces in ${gallery}`);
  return problems;
}

async function runFilmstrip(options: EvaluateOptions): Promise<readonly Problem[]> {
  const judge = await openJudge(options);
  const [candidate] = await loadCandidates(options, false);
  const some = { ...options, limit: Math.min(options.limit, FILMSTRIPS) };
  const { subjects, problems } = await loadSubjects(some, judge, candidate.pipeline);
  await mkdir(options.out, { recursive: true });
  const sheet = path.join(options.out, 'filmstrip.png');
  const replays = await replay(candidate, subjects, judge, options.seed, sheet);
  const figures = replayFigures(replays);
  const report = `## Drawn stroke by stroke, ${candidate.name}\n\n${replayTable(figures)}\n\n${driversTable(replays)}`;
  await writeFile(path.join(options.out, 'filmstrip.md'), `${report}\n`);
  console.log(`${report}\n\nThe sheet is ${sheet}`);
  if (options.json) console.log(JSON.stringify({ name: 'filmstrip', figures, replays }));
  await candidate.pipeline.dispose();
  return problems;
}

async function runLook(options: EvaluateOptions): Promise<readonly Problem[]> {
  const judge = await openJudge(options);
  const [candidate] = await loadCandidates(options, false);
  const { subjects, problems } = await loadSubjects(options, judge, candidate.pipeline);
  for (const file of await writeLookSheets(candidate, subjects, options.seed, options.out)) console.log(file);
  await candidate.pipeline.dispose();
  return problems;
}

async function runReferences(options: EvaluateOptions): Promise<readonly Problem[]> {
  const judge = await openJudge(options);
  const [candidate] = await loadCandidates(options, false);
  const some = { ...options, limit: Math.min(options.limit, WORN) };
  const { subjects, problems } = await loadSubjects(some, judge, candidate.pipeline);
  await mkdir(options.out, { recursive: true });
  const sheet = path.join(options.out, 'references.png');
  const result = await wearReferences(candidate, options.weights[0], subjects, judge, options.seed, sheet);
  for (const { file, message } of result.problems) console.error(`${file} ${message}`);
  const figures = referenceFigures(result.worn);
  const report = `## Drawings that wear the looks of others, ${candidate.name}\n\n${referenceTable(figures)}`;
  await writeFile(path.join(options.out, 'references.md'), `${report}\n`);
  console.log(`${report}\n\nThe sheet is ${sheet}`);
  if (options.json) console.log(JSON.stringify({ name: 'references', figures }));
  await candidate.pipeline.dispose();
  return [...problems, ...result.problems];
}

const EXPECTED_ERRORS = [UsageError, EngineError, WeightsError, InputError];

try {
  const options = parseEvaluateOptions(process.argv.slice(2), ROOT);
  if (options.help) {
    console.log(EVALUATE_USAGE);
  } else {
    const problems = await COMMANDS[options.command](options);
    // What could be used was measured; what could not is told by the exit code too.
    process.exitCode = problems.length > 0 ? EXIT_WRONG_USE : 0;
  }
} catch (error) {
  const expected = EXPECTED_ERRORS.some((type) => error instanceof type);
  // Thrown on, it would meet the judge's own handler, which prints its whole program.
  console.error(expected ? messageOf(error) : error);
  process.exitCode = expected ? EXIT_WRONG_USE : 1;
}
