import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalCluster } from '../../infra/cluster/localCluster.ts';
import { systemClock } from '../../server/clock.ts';
import { createLogger } from '../../server/log.ts';
import { PortraitQueue } from '../../server/portraits/queue/portraitQueue.ts';
import { QueueRenderer } from '../../server/portraits/queue/queueRenderer.ts';
import { FINAL_SIZE, type RenderJob } from '../../server/portraits/renderer.ts';
import { weightsDigest } from '../../server/portraits/weightsDigest.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { faceDrawing } from '../support/faceDrawing.ts';
import { packStroke } from './packStroke.ts';
import { median } from './statistics.ts';

/** Rooms whose wishes stand in the line: more than the workers can serve, so that none ever waits for work. */
const ROOMS = 6;
const WARM_UP_MS = 5_000;
const MEASURED_MS = 20_000;

/**
 * Portraits a second of so many worker processes, one thread each, each bound to a core of its own. Nothing else runs but Redis and what
 * fills the line: no server, no rooms, no people.
 */
export async function queueWorkers(workers: number): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'limn-bench-'));
  const log = createLogger('silent');
  const cluster = await LocalCluster.start({
    servers: 0,
    workers,
    folder,
    env: { LOG_LEVEL: 'error' },
    workerEnv: { PORTRAIT_THREADS: '1' },
    // From the last core down: what fills the line and Redis find the first one free as long as there is one.
    workerCores: (index) => cpus().length - 1 - (index % cpus().length),
  });
  const queue = new PortraitQueue({
    url: cluster.redis.url,
    weights: await weightsDigest(undefined),
    clock: systemClock,
    log,
  });
  const renderer = new QueueRenderer({ queue, clock: systemClock, log });
  const service: number[] = [];
  let measuring = false;
  let stopped = false;
  const draw = async (room: number) => {
    const strokes = faceDrawing(room + 1).map((stroke, i) => ({
      key: `room-${room}-${i}`,
      bytes: packStroke(stroke, 'nobody00'),
    }));
    for (let generation = 1; !stopped; generation++) {
      // Each time another stroke is missing, so that no portrait is a known one.
      const without = generation % strokes.length;
      const job: RenderJob = {
        cacheKey: `bench-room-of-the-line-${room}`,
        generation,
        shows: { version: generation, stateVector: new Uint8Array(), tailSeq: 0, final: true },
        strokes: strokes.filter((_, i) => i !== without),
        tails: [],
        settings: DEFAULT_SETTINGS,
        size: FINAL_SIZE,
      };
      const portrait = await renderer.render(job, () => {}).catch(() => null);
      if (measuring && portrait) service.push(portrait.timings.total ?? Number.NaN);
    }
  };
  try {
    while (renderer.state.state !== 'ready' || renderer.state.workers < workers) await pause(100);
    const drawing = Array.from({ length: ROOMS }, (_, room) => draw(room));
    await pause(WARM_UP_MS);
    const [own, cores, start] = [process.cpuUsage(), busyMs(), performance.now()];
    measuring = true;
    await pause(MEASURED_MS);
    measuring = false;
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(own);
    const busy = busyMs().map((now, i) => (100 * (now - (cores[i] ?? 0))) / ms);
    stopped = true;
    await renderer.close();
    await Promise.all(drawing);
    return {
      portraitsPerSecond: (1000 * service.length) / ms,
      serviceP50Ms: median(service),
      fillingCpuPercent: (user + system) / 10 / ms,
      ...Object.fromEntries(busy.map((percent, core) => [`core${core}BusyPercent`, percent])),
    };
  } finally {
    stopped = true;
    queue.close();
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** ms that each core was busy since the machine started. */
function busyMs(): number[] {
  return cpus().map(({ times: { user, nice, sys, irq } }) => user + nice + sys + irq);
}
