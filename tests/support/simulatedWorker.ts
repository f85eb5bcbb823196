import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { createLogger } from '../../server/log.ts';
import { PortraitQueue } from '../../server/portraits/queue/portraitQueue.ts';
import { QueueWorker } from '../../server/portraits/queue/queueWorker.ts';
import type { RenderedImage, Renderer, RendererState, RenderJob } from '../../server/portraits/renderer.ts';
import { weightsDigest } from '../../server/portraits/weightsDigest.ts';

/**
 * `npm run worker` with an engine that only takes the time of the real one: the line, the leases and the bytes are real, so
 * many workers fit on few cores. `SIMULATED_MS`: ms of a portrait.
 */

/** Bytes of a portrait as the real engine makes them (WebP, 512 px), and of its shadow guide. */
const PORTRAIT_BYTES = 18_000;
const SHADOW_BYTES = 6_000;

class SimulatedRenderer implements Renderer {
  readonly state: RendererState = {
    state: 'ready',
    engine: 'simulated',
    modelVersion: 'simulated-1',
    workers: 1,
  };
  readonly #ms: number;
  readonly #listeners: (() => void)[] = [];
  #busy = false;

  constructor(ms: number) {
    this.#ms = ms;
  }

  get idle(): number {
    return this.#busy ? 0 : 1;
  }

  waits(): boolean {
    return false;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async render(job: RenderJob, onShadow: (shadow: RenderedImage) => void): Promise<RenderedImage> {
    this.#busy = true;
    await pause(this.#ms / 4);
    onShadow(pictureOf(job, SHADOW_BYTES));
    await pause((3 * this.#ms) / 4);
    this.#busy = false;
    return pictureOf(job, PORTRAIT_BYTES);
  }

  async close(): Promise<void> {}
}

function pictureOf({ generation, shows, size }: RenderJob, bytes: number): RenderedImage {
  return {
    image: randomBytes(bytes),
    mime: 'image/webp',
    size,
    timings: { total: 1 },
    generation,
    shows,
    engine: 'simulated',
    modelVersion: 'simulated-1',
  };
}

const config = readConfig(process.env);
const log = createLogger(config.LOG_LEVEL);
const weights = await weightsDigest(config.LIMN_WEIGHTS);
const queue = new PortraitQueue({ url: config.REDIS_URL ?? '', weights, clock: systemClock, log });
const renderer = new SimulatedRenderer(Number(process.env.SIMULATED_MS ?? 100));
const worker = new QueueWorker({ queue, renderer, clock: systemClock, log });
process.once('SIGTERM', async () => {
  await worker.close();
  queue.close();
  process.exit(0);
});
