import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { messageOf } from '../errors.ts';
import { PortraitPipeline } from '../pipeline.ts';
import { TYPESCRIPT_ARGS } from '../typescriptLoader.ts';

const timedPortraitSchema = z.union([
  z.object({
    modelVersion: z.string(),
    /** ms: engine and weights */
    loadMs: z.number(),
    /** ms: blank paper → encoded 512² portrait, nothing cached */
    portraitMs: z.number(),
  }),
  z.object({ reason: z.string() }),
]);
export type TimedPortrait = z.infer<typeof timedPortraitSchema>;

const PROCESS_FILE = fileURLToPath(new URL('./timedPortraitProcess.ts', import.meta.url));

/** Times an engine in a process of its own: native libraries do not share one, and may take theirs down. */
export function timedPortrait(engine: string, threads: number): Promise<TimedPortrait> {
  return new Promise((resolve) => {
    const child = fork(PROCESS_FILE, [engine, String(threads)], {
      execArgv: [...TYPESCRIPT_ARGS],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message) => resolve(timedPortraitSchema.parse(message)));
    child.on('error', (error) => resolve({ reason: messageOf(error) }));
    child.on('close', (code, signal) =>
      resolve({ reason: `its process ended with ${signal ?? `code ${code}`}` }),
    );
  });
}

/** The same in this process. */
export async function timePortrait(engine: string, threads: number): Promise<TimedPortrait> {
  try {
    const started = performance.now();
    const pipeline = await PortraitPipeline.load({ engine, threads });
    const loadMs = performance.now() - started;
    const request = { drawing: { strokes: [] }, settings: DEFAULT_SETTINGS, size: 512 } as const;
    // The first run also allocates; the second is what a room sees.
    await pipeline.render(request);
    const { timings } = await pipeline.render(request);
    await pipeline.dispose();
    return { modelVersion: pipeline.modelVersion, loadMs, portraitMs: timings.total };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}
