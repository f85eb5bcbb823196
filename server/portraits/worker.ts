import {
  type EncodedPicture,
  EngineError,
  type InkStroke,
  listEngines,
  PortraitPipeline,
  StrokeInterpreter,
  WeightsError,
} from '../../models/index.ts';
import { decodePoints, decodeStroke } from '../../shared/strokeCodec.ts';
import { interpreted } from './interpretation.ts';
import type { RenderRequest, WorkerMessage, WorkerOptions } from './messages.ts';
import type { RenderJob } from './renderer.ts';
import { weightsDigest } from './weightsDigest.ts';

/** A portrait worker process: loads the networks once, then draws one job after the other. */

/** ms between two words on memory: a leak is noticed well within the 2 s that a replacement may take. */
const MEMORY_REPORT_MS = 500;

const options: WorkerOptions = JSON.parse(process.argv[2] ?? '{}');
// The server is gone, however it ended: so is this.
process.on('disconnect', () => process.exit(0));
// The server stops its workers itself; a Ctrl+C in the terminal reaches the whole group.
process.on('SIGINT', () => {});

try {
  const pipeline = await PortraitPipeline.load({
    engine: options.engine,
    threads: options.threads,
    weightsDir: options.weightsDir,
  });
  if (options.weights !== undefined && (await weightsDigest(options.weightsDir)) !== options.weights) {
    throw new WeightsError('the weights were replaced while the program ran: start it anew');
  }
  // Not awaited: the first portrait is worth more.
  const interpreter = StrokeInterpreter.load({ weightsDir: options.weightsDir }).catch(unlabelled);
  process.on('message', (message) => void answer({ pipeline, interpreter }, message as RenderRequest));
  const engines = (await listEngines()).filter(({ availability }) => availability.available);
  say({
    type: 'ready',
    engine: pipeline.engineName,
    modelVersion: pipeline.modelVersion,
    engines: engines.map(({ definition }) => definition.name),
    passedOver: [...pipeline.passedOver],
  });
  setInterval(() => say({ type: 'memory', bytes: process.memoryUsage.rss() }), MEMORY_REPORT_MS);
} catch (error) {
  say({ type: 'unavailable', message: reasonOf(error), detail: messageOf(error) });
}

interface Networks {
  pipeline: PortraitPipeline;
  /** null: these weights do not say what strokes draw */
  interpreter: Promise<StrokeInterpreter | null>;
}

async function answer({ pipeline, interpreter }: Networks, { id, job }: RenderRequest): Promise<void> {
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  try {
    const request = {
      drawing: { strokes: strokesOf(job) },
      settings: job.settings,
      ...(job.blend && {
        blend: job.blend.map(({ strokes, settings }) => ({
          drawing: { strokes: strokesOf({ strokes, tails: [] }) },
          settings,
        })),
      }),
      size: job.size,
      cacheKey: job.cacheKey,
    };
    const labels = job.labels ? labelsOf(interpreter, job.strokes).catch(unlabelled) : null;
    const portrait = await pipeline.render(request, (shadow) => {
      say({ type: 'shadow', id, ...pictureOf(shadow), timings: { total: elapsed() } });
    });
    say({
      type: 'portrait',
      id,
      ...pictureOf(portrait),
      labels: (await labels) ?? undefined,
      timings: { ...portrait.timings, total: elapsed() },
    });
  } catch (error) {
    say({ type: 'failed', id, message: messageOf(error) });
  }
}

async function labelsOf(interpreter: Networks['interpreter'], strokes: RenderJob['strokes']) {
  const loaded = await interpreter;
  return loaded && interpreted(loaded, strokes);
}

/** A portrait is worth having without labels too. */
function unlabelled(error: unknown): null {
  console.error('what the strokes draw could not be told:', error);
  return null;
}

/** Strokes as the networks see them; decoding is a few ms for the densest room. */
function strokesOf({ strokes, tails }: Pick<RenderJob, 'strokes' | 'tails'>): InkStroke[] {
  return [
    ...strokes.map(({ key, bytes }) => ({ key, points: decodeStroke(bytes).points })),
    ...tails.map(({ key, bytes }) => ({ key, points: decodePoints(bytes) })),
  ];
}

function pictureOf({ image, mime, size }: EncodedPicture) {
  return { image, mime, size };
}

function say(message: WorkerMessage): void {
  process.send?.(message);
}

/** What people in the rooms read; file names stay in the operator's log. */
function reasonOf(error: unknown): string {
  if (error instanceof WeightsError) return 'This server has no portrait networks that it can use.';
  if (error instanceof EngineError) return 'The portrait engine cannot run on this server.';
  return 'The portrait engine does not start.';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
