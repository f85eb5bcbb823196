import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { AppearanceReference } from '../../shared/appearance.ts';
import { shadedTones } from '../../shared/scan/drawnTones.ts';
import { effectiveLabel, labelsByKey } from '../../shared/semantics/labels.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { packTones } from '../../shared/shading.ts';
import { ofPlacement, type Placement } from '../../shared/similarity.ts';
import { EngineError, InputError, messageOf, WeightsError } from '../errors.ts';
import { drawnLooks } from '../import/drawnLooks.ts';
import { DrawingFitter, placeLines, placeWhole } from '../import/fitDrawing.ts';
import { type ImportedDrawing, readDrawing } from '../import/readDrawing.ts';
import type { InkStroke } from '../inkRaster.ts';
import { PortraitPipeline } from '../pipeline.ts';
import { ReferenceReader } from '../reference/referenceReader.ts';
import { labelFile } from './labelFile.ts';
import { formatOf, outputPaths } from './outputPaths.ts';
import {
  PORTRAIT_USAGE,
  type PortraitOptions,
  parsePortraitOptions,
  type SavedSettings,
  settingsFor,
} from './portraitOptions.ts';
import { EXIT_WRONG_USE, UsageError } from './usageError.ts';
import { workingDir } from './workingDir.ts';

/** `npm run portrait`: drawings in, portraits out. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = parsePortraitOptions(args);
  if (options.help) {
    console.log(PORTRAIT_USAGE);
    return 0;
  }
  const here = workingDir(process.env, 'portrait');
  const paths = (target: string, option: string, what?: 'labels') =>
    outputPaths(options.inputs, path.resolve(here, target) + trailingSlash(target), option, what);
  const outputs = await paths(options.output, '-o');
  const shadows = options.shadow ? await paths(options.shadow, '--shadow') : [];
  const labelFiles = options.labels ? await paths(options.labels, '--labels', 'labels') : [];
  const reference = options.reference ? await readReference(here, options.reference) : null;
  const pipeline = await PortraitPipeline.load({ engine: options.engine });
  if (Object.keys(options.settings.fidelity).length > 0 && !pipeline.followsStrokes) {
    await pipeline.dispose();
    throw new UsageError(
      `--fidelity: the weights ${pipeline.modelVersion} have no network for it; leave it out, or name others in LIMN_WEIGHTS`,
    );
  }
  if (options.labels && !(await pipeline.interpreter())) {
    await pipeline.dispose();
    throw new UsageError(
      `--labels: the weights ${pipeline.modelVersion} have no network for it; leave it out, or name others in LIMN_WEIGHTS`,
    );
  }
  const tools: Tools = {
    pipeline,
    fitter: options.fit ? new DrawingFitter(pipeline) : null,
    reference,
  };
  let exitCode = 0;
  for (const [i, input] of options.inputs.entries()) {
    const output = outputs[i] as string;
    try {
      const files = { input: path.resolve(here, input), output, shadow: shadows[i], labels: labelFiles[i] };
      const milliseconds = await drawOne(files, tools, options);
      report(
        { input, output, engine: options.engine, modelVersion: pipeline.modelVersion, milliseconds },
        options,
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      console.error(`${input} ${error.message}`);
      exitCode = EXIT_WRONG_USE;
    }
  }
  await pipeline.dispose();
  return exitCode;
}

interface Files {
  readonly input: string;
  readonly output: string;
  readonly shadow: string | undefined;
  readonly labels: string | undefined;
}

interface Tools {
  readonly pipeline: PortraitPipeline;
  /** null where drawings are taken as they lie */
  readonly fitter: DrawingFitter | null;
  readonly reference: AppearanceReference | null;
}

async function drawOne(
  { input, output, shadow, labels }: Files,
  { pipeline, fitter, reference }: Tools,
  options: PortraitOptions,
): Promise<Record<string, number>> {
  const started = performance.now();
  const drawing = await readDrawing(await readInput(input));
  const read = performance.now();
  const { strokes, placement } = await placed(drawing, fitter);
  const fitted = performance.now();
  const told =
    drawing.kind === 'room' ? drawing.settings : await toldBy(drawing, strokes, placement, pipeline, options);
  const looked = performance.now();
  const settings = settingsFor(options, told);
  const shown = labels || pipeline.readsLabels ? await whatIsShown(pipeline, strokes, drawing) : [];
  let guide: Uint8Array | undefined;
  const portrait = await pipeline.render(
    {
      drawing: { strokes, labels: labelsByKey(strokes, shown) },
      // A seed asked for by name counts more than the picture a room file took its colours from.
      settings: {
        ...settings,
        appearanceReference:
          reference ?? (options.settings.appearanceSeed === undefined ? settings.appearanceReference : null),
      },
      size: 512,
      format: formatOf(output),
    },
    (picture) => {
      guide = picture.image;
    },
  );
  await writeOutput(output, portrait.image);
  if (shadow && guide) await writeOutput(shadow, await sharp(guide).toFormat(formatOf(shadow)).toBuffer());
  if (labels) await writeOutput(labels, labelFile(strokes, shown));
  const looks = round(looked - fitted);
  return { import: round(read - started), fit: round(fitted - read), looks, ...portrait.timings };
}

/** What a picture of a drawing tells beside its lines; a label sketch holds no pencil. */
async function toldBy(
  { ink, labels }: Extract<ImportedDrawing, { kind: 'picture' }>,
  strokes: readonly InkStroke[],
  placement: Placement | undefined,
  pipeline: PortraitPipeline,
  options: PortraitOptions,
): Promise<SavedSettings> {
  if (!placement || labels) return {};
  const tones = shadedTones(ink, ofPlacement(placement));
  const looks = options.drawnLooks ? await drawnLooks(pipeline, strokes, tones, settingsFor(options)) : {};
  return { ...looks, shading: { tones: tones && packTones(tones) } };
}

/** What each stroke draws: what the file says, else what the network understands. */
async function whatIsShown(
  pipeline: PortraitPipeline,
  strokes: readonly InkStroke[],
  { labels = [] }: ImportedDrawing,
): Promise<(StrokeClass | null)[]> {
  const interpreter = await pipeline.interpreter();
  const understood = (await interpreter?.interpret(strokes)) ?? [];
  return strokes.map((_, i) => effectiveLabel(labels[i], understood[i]));
}

/** The appearance in a picture. @throws UsageError in one sentence: without it no portrait is what was asked for */
async function readReference(here: string, file: string): Promise<AppearanceReference> {
  const reader = await ReferenceReader.load();
  try {
    return await reader.read(await readInput(path.resolve(here, file)), 'picture');
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`--appearance: ${file} ${error.message}`);
    throw error;
  } finally {
    await reader.dispose();
  }
}

interface PlacedDrawing {
  readonly strokes: readonly InkStroke[];
  /** of a picture on the canvas */
  readonly placement?: Placement;
}

async function placed(drawing: ImportedDrawing, fitter: DrawingFitter | null): Promise<PlacedDrawing> {
  // A room's strokes were drawn on the canvas: their place is meant.
  if (drawing.kind === 'room') return { strokes: drawing.strokes };
  const { lines, ink } = drawing;
  const placement = fitter ? await fitter.place(lines) : placeWhole(ink.width, ink.height);
  return { strokes: placeLines(lines, placement), placement };
}

async function readInput(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT';
    throw new InputError(missing ? 'does not exist' : `cannot be read (${error.code ?? error.message})`);
  });
}

async function writeOutput(file: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  } catch (error) {
    throw new InputError(
      `was drawn, but ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

interface Report {
  input: string;
  output: string;
  engine: string;
  modelVersion: string;
  milliseconds: Record<string, number>;
}

function report(result: Report, { json }: PortraitOptions): void {
  const { input, output, milliseconds } = result;
  console.log(
    json ? JSON.stringify(result) : `${input} → ${output} (${Math.round(milliseconds.total ?? 0)} ms)`,
  );
}

function trailingSlash(given: string): string {
  return /[\\/]$/.test(given) ? path.sep : '';
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

const EXPECTED_ERRORS = [UsageError, EngineError, WeightsError, InputError];

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!EXPECTED_ERRORS.some((type) => error instanceof type)) throw error;
  console.error(messageOf(error));
  process.exitCode = EXIT_WRONG_USE;
}
