import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { visibleGpus } from './gpus.ts';
import { PortraitQueue } from './queue/portraitQueue.ts';
import { QueueRenderer } from './queue/queueRenderer.ts';
import { QueueWorker } from './queue/queueWorker.ts';
import type { Renderer } from './renderer.ts';
import { timeThreads } from './threadTiming.ts';
import { weightsDigest } from './weightsDigest.ts';
import { planWorkers, sized, thisMachine } from './workerPlan.ts';
import { WorkerPool } from './workerPool.ts';
import { startWorker } from './workerProcess.ts';

type Settings = Pick<
  Config,
  | 'PORTRAIT_ENGINE'
  | 'LIMN_WEIGHTS'
  | 'PORTRAIT_WORKERS'
  | 'PORTRAIT_THREADS'
  | 'PORTRAIT_MEMORY'
  | 'PORTRAIT_PRIORITY'
>;
interface Surroundings {
  clock: Clock;
  log: Logger;
}

/** Who draws a server's portraits: its own workers, or with `REDIS_URL` whoever claims the jobs there. */
export async function startRenderer(
  config: Settings & Pick<Config, 'REDIS_URL'>,
  around: Surroundings,
): Promise<Renderer> {
  if (!config.REDIS_URL) return startPool(config, around);
  const weights = await weightsDigest(config.LIMN_WEIGHTS);
  const queue = new PortraitQueue({ url: config.REDIS_URL, weights, ...around });
  const renderer = new QueueRenderer({ queue, ...around });
  // PORTRAIT_WORKERS=0 leaves the drawing to `npm run worker` elsewhere.
  const own = config.PORTRAIT_WORKERS === 0 ? null : startQueueWorker(config, queue, around);
  const close = renderer.close.bind(renderer);
  renderer.close = async () => {
    await close();
    await own?.close();
    queue.close();
  };
  return renderer;
}

/** Workers of this machine that claim their jobs from Redis. */
export function startQueueWorker(
  config: Settings,
  queue: PortraitQueue,
  around: Surroundings,
): { pool: WorkerPool; close(): Promise<void> } {
  const pool = startPool(config, around, queue.weights);
  const worker = new QueueWorker({ queue, renderer: pool, ...around });
  return {
    pool,
    async close() {
      await worker.close();
      await pool.close();
    },
  };
}

/** Workers of this machine, as many as the settings say or as suit it. */
function startPool(config: Settings, { clock, log }: Surroundings, weights?: string): WorkerPool {
  const gpus = visibleGpus();
  const machine = thisMachine(gpus.length);
  let plan = planWorkers(
    {
      engine: config.PORTRAIT_ENGINE,
      workers: config.PORTRAIT_WORKERS,
      threads: config.PORTRAIT_THREADS,
      memoryMiB: config.PORTRAIT_MEMORY,
    },
    machine,
  );
  const pool = new WorkerPool({
    workers: plan.workers,
    spares: plan.spares,
    maxBytes: plan.maxBytes,
    start: (index, hurry) => {
      const gpu = plan.perGpu ? gpus[index % Math.max(1, gpus.length)] : undefined;
      return startWorker(
        { engine: config.PORTRAIT_ENGINE, threads: plan.threads, weightsDir: config.LIMN_WEIGHTS, weights },
        config.PORTRAIT_PRIORITY,
        hurry,
        gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu },
      );
    },
    clock,
    log,
  });
  if (plan.measure.length > 0) {
    void timeThreads(plan.measure, config.LIMN_WEIGHTS).then((times) => {
      if (times.size === 0) return log.warn('the threads of a worker could not be measured');
      plan = sized(plan, times, machine);
      const { workers, threads } = plan;
      log.info({ workers, threads, ms: Object.fromEntries(times) }, 'portrait workers sized to the machine');
      pool.grow(workers);
    });
  }
  return pool;
}
