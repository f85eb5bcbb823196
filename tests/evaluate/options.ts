import path from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../models/cli/usageError.ts';
import { workingDir } from '../../models/cli/workingDir.ts';
import { messageOf } from '../../models/errors.ts';
import { DEFAULT_ENGINE, defaultWeightsDir, engineNamed } from '../../models/index.ts';
import type { Split } from './faceRecords.ts';

/** Git-ignored: results, drawings that the trainer made, what the judge said, the gallery. */
const ARTEFACTS = 'tests/artefacts/evaluate';
const SPLITS: readonly Split[] = ['training', 'validation', 'test'];

export const EVALUATE_USAGE = `npm run evaluate -- --faces DIR|--sketches DIR [options]
npm run evaluate -- gallery --faces DIR      fills the gallery for ranks and the Fréchet reference (resumable)
npm run evaluate -- filmstrip --faces DIR    replays drawings stroke by stroke
npm run evaluate -- look --faces DIR         sheets for looking: 64 portraits, refinements on rough drawings
npm run evaluate -- references --faces DIR   drawings that wear the looks of other faces: place and colours
npm run evaluate -- semantics --faces DIR    labelled drawings: whether the portraits show what was drawn, glasses above all

Measures portraits (models.md, "Measures") and writes report.md, figures.json and sheets.

  --faces DIR          photos: the trainer's input format (models/training/README.md) or a plain folder
  --sketches DIR       people's drawings; NAME-photo beside NAME-sketch is the truth
  --split test         which faces of the trainer's format: ${SPLITS.join(', ')}
  --kind clean         the trainer's kind of drawing: clean, tracedDense, human, humanDeformed, fiveLines …
  --limit N            at most N faces, drawn by the seed
  --sweep N            measures N of them again deformed by 4, 8, 12 px and with 10, 30, 50 % of strokes missing,
                       for every refinement, fidelity and weights folder
  --refinement R       of all parts, 0…1, repeatable; default: the app's own
  --fidelity A         of all parts, 0…1, repeatable; default: the app's own
  --weights DIR        default: LIMN_WEIGHTS or models/weights
  --compare A B        measures two weights folders side by side and says which is better
  --baseline DIR       also measures this set, at fidelity 1 alone, and says where the others are ahead of it: the direct
                       network that models/training/limn_training/baseline trains
  --sketch-alone       leaves out the portraits with the true face's own appearance
  --engine NAME        default ${DEFAULT_ENGINE}
  --seed N             default 1: which faces, how deformed, which appearance
  --cache DIR          what took long (drawings, what the judge said); default ${ARTEFACTS}
  --gallery DIR        default: gallery/ in the cache
  --out DIR            default ${ARTEFACTS}/report
  --json               also prints the figures as one line of JSON
  --help`;

const COMMANDS = ['measure', 'gallery', 'filmstrip', 'look', 'references', 'semantics'] as const;

export interface EvaluateOptions {
  readonly command: (typeof COMMANDS)[number];
  readonly help: boolean;
  readonly faces: string | undefined;
  readonly sketches: string | undefined;
  readonly split: Split;
  readonly kind: string;
  readonly limit: number;
  /** faces of the sweep; 0 leaves it out */
  readonly sweep: number;
  /** null: the app's defaults */
  readonly refinements: readonly (number | null)[];
  /** null: the app's defaults */
  readonly fidelities: readonly (number | null)[];
  /** weights folders */
  readonly weights: readonly string[];
  readonly compare: boolean;
  /** weights folder of a network that is measured at fidelity 1 alone */
  readonly baseline: string | undefined;
  readonly sketchAlone: boolean;
  readonly engine: string;
  readonly seed: number;
  readonly gallery: string;
  readonly out: string;
  readonly cache: string;
  readonly json: boolean;
}

/** @param root the project's folder @throws UsageError, EngineError */
export function parseEvaluateOptions(args: readonly string[], root: string): EvaluateOptions {
  const { values, positionals } = parse(args);
  const here = workingDir(process.env, 'evaluate');
  const given = (folder: string) => path.resolve(here, folder);
  const cache = values.cache ? given(values.cache) : path.join(root, ARTEFACTS);
  const [first, ...others] = positionals;
  const named = COMMANDS.find((name) => name === first);
  const compared = named ? others : positionals;
  const compare = values.compare ?? false;
  if (compare !== compared.length > 0 || (compare && compared.length < 2)) {
    throw new UsageError(
      compare ? '--compare takes two weights folders' : `unknown command "${compared[0]}"; see --help`,
    );
  }
  const split = SPLITS.find((name) => name === values.split);
  if (!split) throw new UsageError(`--split is one of ${SPLITS.join(', ')}`);
  const command = named ?? 'measure';
  if (!values.help) {
    engineNamed(values.engine);
    if (values.faces && values.sketches) {
      throw new UsageError('--faces and --sketches are measured one after the other; give one of them');
    }
    if (!values.faces && (!values.sketches || command === 'gallery')) {
      throw new UsageError(
        'say which faces to measure on: --faces DIR, or --sketches DIR for drawings alone',
      );
    }
  }
  return {
    command,
    help: values.help ?? false,
    faces: values.faces && given(values.faces),
    sketches: values.sketches && given(values.sketches),
    split,
    kind: values.kind,
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : count(values.limit, '--limit'),
    sweep: values.sweep === undefined ? 0 : count(values.sweep, '--sweep'),
    refinements: values.refinement?.map((value) => unit(value, '--refinement')) ?? [null],
    fidelities: values.fidelity?.map((value) => unit(value, '--fidelity')) ?? [null],
    weights: compare ? compared.map(given) : [values.weights ? given(values.weights) : defaultWeightsDir()],
    compare,
    baseline: values.baseline && given(values.baseline),
    sketchAlone: values['sketch-alone'] ?? false,
    engine: values.engine,
    seed: count(values.seed, '--seed'),
    gallery: values.gallery ? given(values.gallery) : path.join(cache, 'gallery'),
    out: values.out ? given(values.out) : path.join(root, ARTEFACTS, 'report'),
    cache,
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        faces: { type: 'string' },
        sketches: { type: 'string' },
        split: { type: 'string', default: 'test' },
        kind: { type: 'string', default: 'clean' },
        limit: { type: 'string' },
        sweep: { type: 'string' },
        refinement: { type: 'string', multiple: true },
        fidelity: { type: 'string', multiple: true },
        weights: { type: 'string' },
        compare: { type: 'boolean' },
        baseline: { type: 'string' },
        'sketch-alone': { type: 'boolean' },
        engine: { type: 'string', default: DEFAULT_ENGINE },
        seed: { type: 'string', default: '1' },
        cache: { type: 'string' },
        gallery: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    const [sentence] = messageOf(error).split(/\.\s|\n/, 1);
    throw new UsageError(`${sentence}; see npm run evaluate -- --help`);
  }
}

function count(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0) {
    throw new UsageError(`${option} takes a whole number, not "${text}"`);
  }
  return value;
}

function unit(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new UsageError(`${option} takes a number from 0 to 1, not "${text}"`);
  }
  return value;
}
