import type { ChildProcess } from 'node:child_process';
import { systemClock } from '../../server/clock.ts';
import { createLogger } from '../../server/log.ts';
import type { RenderedImage, RenderJob } from '../../server/portraits/renderer.ts';
import { WorkerPool } from '../../server/portraits/workerPool.ts';
import { startWorker } from '../../server/portraits/workerProcess.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { faceDrawing } from '../support/faceDrawing.ts';
import { BENCH_ENGINE, BENCH_THREADS } from './benchGraph.ts';
import { packStroke } from './packStroke.ts';
import { residentMemory } from './processMemory.ts';

/**
 * A pool of one worker, as two cores have it: how long a worker takes to start, and how long a room whose
 * worker is killed in mid-job waits for its portrait, with a spare worker and without.
 */
export async function pool(): Promise<Record<string, number>> {
  const spared = await Watched.start(1);
  const { startMs } = spared;
  const portraitMs = await spared.draw();
  const withSpareMs = await spared.drawThroughCrash();
  const spareMiB = spared.freshMiB;
  await spared.close();
  const alone = await Watched.start(0);
  await alone.draw();
  const withoutSpareMs = await alone.drawThroughCrash();
  const readyAgainMs = await alone.replacementMs();
  await alone.close();
  return {
    startMs,
    portraitMs,
    crashToPortraitMs: withSpareMs,
    crashToPortraitWithoutSpareMs: withoutSpareMs,
    crashToReplacementWithoutSpareMs: readyAgainMs,
    crashToPortraitRatio: withSpareMs / portraitMs,
    spareMiB,
  };
}

/** A pool of real workers whose starts are seen. */
class Watched {
  private readonly children: ChildProcess[] = [];
  /** when each worker was ready */
  private readonly ready: Promise<number>[] = [];
  private readonly pool: WorkerPool;
  private crashedAt = 0;
  private drawn = 0;
  startMs = 0;
  /** MiB of a worker that was loaded and has drawn nothing */
  freshMiB = 0;

  private constructor(private readonly spares: number) {
    this.pool = new WorkerPool({
      workers: 1,
      spares,
      start: () => this.startOne(),
      clock: systemClock,
      log: createLogger('silent'),
    });
  }

  static async start(spares: number): Promise<Watched> {
    const began = performance.now();
    const made = new Watched(spares);
    await made.started(0);
    made.startMs = performance.now() - began;
    return made;
  }

  /** @returns ms of a portrait of which nothing is cached */
  async draw(): Promise<number> {
    const began = performance.now();
    await this.render();
    return performance.now() - began;
  }

  /** Kills the worker in mid-job. @returns ms from then to the portrait */
  async drawThroughCrash(): Promise<number> {
    if (this.spares > 0) {
      await this.started(1);
      this.freshMiB = residentMemory(this.children[1]?.pid ?? 0).own;
    }
    const interrupted = this.render();
    this.crashedAt = performance.now();
    this.children[0]?.kill('SIGKILL');
    await interrupted.catch(() => {});
    // What the service does: the room is next.
    while (this.pool.idle === 0) await new Promise<void>((resolve) => this.pool.onChange(resolve));
    await this.render();
    return performance.now() - this.crashedAt;
  }

  /** ms from the crash to the new worker's first word */
  async replacementMs(): Promise<number> {
    return ((await this.ready[1]) ?? Number.NaN) - this.crashedAt;
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private startOne(): ChildProcess {
    const child = startWorker({ engine: BENCH_ENGINE, threads: BENCH_THREADS }, 'idle', true);
    this.children.push(child);
    this.ready.push(new Promise((resolve) => child.once('message', () => resolve(performance.now()))));
    return child;
  }

  private async started(index: number): Promise<void> {
    while (!this.ready[index]) await new Promise((resolve) => setTimeout(resolve, 50));
    await this.ready[index];
  }

  private render(): Promise<RenderedImage> {
    return this.pool.render(jobOf(`pool-${this.drawn++}`), () => {});
  }
}

function jobOf(room: string): RenderJob {
  return {
    cacheKey: room,
    generation: 1,
    shows: { version: 1, stateVector: new Uint8Array(), tailSeq: 0, final: true },
    strokes: faceDrawing(1).map((stroke, i) => ({ key: String(i), bytes: packStroke(stroke, 'bench') })),
    tails: [],
    settings: DEFAULT_SETTINGS,
    size: 512,
  };
}
