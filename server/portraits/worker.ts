import {
  type EncodedPicture,
  EngineError,
  listEngines,
  PortraitPipeline,
  type StrokeInterpreter,
  WeightsError,
} from '../../models/index.ts';
import { groupsOf } from '../../shared/semantics/labelNews.ts';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import { finishedLines, type JobLine, shownBy, tailLines, understood } from './interpretation.ts';
import type { RenderRequest, WorkerMessage, WorkerOptions } from './messages.ts';
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
  const interpreter = pipeline.interpreter().catch(unlabelled);
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
    const [finished, tails] = [finishedLines(job.strokes), tailLines(job.tails)];
    const strokes = [...finished, ...tails];
    // A drawing at rest is interpreted once for both; ink that goes on is told to nobody, but the portrait follows it.
    const told = job.labels ? labelsOf(interpreter, finished) : null;
    const reads = pipeline.readsLabels && !job.blend;
    const seen = reads && (tails.length === 0 && told ? told : labelsOf(interpreter, strokes));
    const request = {
      drawing: {
        strokes,
        ...(seen && { labels: seen.then((labels) => shownBy(strokes, labels ?? new Map())) }),
      },
      settings: job.settings,
      ...(job.blend && {
        blend: job.blend.map(({ strokes, settings }) => ({
          drawing: { strokes: finishedLines(strokes) },
          settings,
        })),
      }),
      size: job.size,
      cacheKey: job.cacheKey,
    };
    const portrait = await pipeline.render(request, (shadow) => {
      say({ type: 'shadow', id, ...pictureOf(shadow), timings: { total: elapsed() } });
    });
    const labels = await told;
    say({
      type: 'portrait',
      id,
      ...pictureOf(portrait),
      labels: labels ? groupsOf(labels) : undefined,
      timings: { ...portrait.timings, total: elapsed() },
    });
  } catch (error) {
    say({ type: 'failed', id, message: messageOf(error) });
  }
}

/** Null where these weights cannot tell, or fail to. */
async function labelsOf(
  interpreter: Networks['interpreter'],
  lines: readonly JobLine[],
): Promise<StrokeLabels | null> {
  try {
    const loaded = await interpreter;
    return loaded && (await understood(loaded, lines));
  } catch (error) {
    return unlabelled(error);
  }
}

/** A portrait is worth having without labels too. */
function unlabelled(error: unknown): null {
  console.error('what the strokes draw could not be told:', error);
  return null;
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
