import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PORTRAIT_JOB_TIMEOUT_MS } from '../../shared/limits.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { createLogger } from '../log.ts';
import { ManualClock } from '../testing/manualClock.ts';
import type { RenderJob } from './renderer.ts';
import { WorkerPool } from './workerPool.ts';

const FAKE_WORKER = fileURLToPath(new URL('../testing/fakeWorker.mjs', import.meta.url));
/** ms; only so that a test which waits in vain ends: processes start slowly on a busy machine */
const DEADLINE_MS = 120_000;
const deadline = { timeout: DEADLINE_MS };

function pool({ workers = 1, mode = 'ready' } = {}) {
  let started = 0;
  // Time stands still, so that a slow machine is no hanging worker.
  const clock = new ManualClock();
  const made = new WorkerPool({
    workers,
    start: () => {
      started++;
      return fork(FAKE_WORKER, [], {
        execArgv: [],
        serialization: 'advanced',
        env: { ...process.env, FAKE_WORKER: mode },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
    },
    clock,
    log: createLogger('silent'),
  });
  onTestFinished(() => made.close());
  const idle = (count: number) =>
    vi.waitFor(() => expect(made.idle).toBe(count), { timeout: DEADLINE_MS, interval: 10 });
  return { pool: made, clock, idle, started: () => started };
}

const job = (cacheKey: string): RenderJob => ({
  cacheKey,
  generation: 1,
  shows: { version: 1, stateVector: new Uint8Array(), tailSeq: 0, final: false },
  strokes: [],
  tails: [],
  settings: DEFAULT_SETTINGS,
  size: 256,
});
const ignore = () => {};

test('a worker draws: shadow guide first, then the portrait', deadline, async () => {
  const { pool: workers, idle } = pool();
  expect(workers.state).toEqual({ state: 'starting' });
  await idle(1);
  expect(workers.state).toEqual({ state: 'ready', engine: 'fake', modelVersion: 'fake-1', workers: 1 });
  const order: string[] = [];
  const portrait = await workers.render(job('room-1'), () => order.push('shadow'));
  order.push('portrait');
  expect(order).toEqual(['shadow', 'portrait']);
  expect(new TextDecoder().decode(portrait.image)).toBe('room-1');
});

test('F8 a job that fails leaves its worker as it is', deadline, async () => {
  const { pool: workers, idle, started } = pool();
  await idle(1);
  await expect(workers.render(job('fail-1'), ignore)).rejects.toMatchObject({
    kind: 'failed',
    message: 'no ink',
  });
  expect(workers.idle).toBe(1);
  expect(started()).toBe(1);
});

test('F8 a worker that crashes or hangs is replaced', deadline, async () => {
  const { pool: workers, clock, idle, started } = pool();
  await idle(1);
  await expect(workers.render(job('crash-1'), ignore)).rejects.toMatchObject({ kind: 'crash' });
  await idle(1);
  await workers.render(job('room-1'), ignore);
  const hanging = expect(workers.render(job('hang-1'), ignore)).rejects.toMatchObject({ kind: 'timeout' });
  clock.advance(PORTRAIT_JOB_TIMEOUT_MS);
  await hanging;
  await idle(1);
  await workers.render(job('room-1'), ignore);
  expect(started()).toBe(3);
});

test('F8 a worker that grows beyond its memory bound is replaced', deadline, async () => {
  const { pool: workers, idle, started } = pool();
  await idle(1);
  await expect(workers.render(job('grow-1'), ignore)).rejects.toMatchObject({ kind: 'memory' });
  await idle(1);
  await workers.render(job('room-1'), ignore);
  expect(started()).toBe(2);
});

test('a pool grows while it works', deadline, async () => {
  const { pool: workers, idle } = pool();
  workers.grow(2);
  await idle(2);
});

test('F8 while one worker hangs the others draw', deadline, async () => {
  const { pool: workers, idle } = pool({ workers: 2 });
  await idle(2);
  const hanging = workers.render(job('hang-1'), ignore);
  const picture = await workers.render(job('room-1'), ignore);
  expect(picture.size).toBe(256);
  const alsoHanging = workers.render(job('hang-2'), ignore);
  await expect(workers.render(job('room-2'), ignore)).rejects.toMatchObject({ kind: 'stopped' });
  const end = expect(hanging).rejects.toMatchObject({ kind: 'stopped' });
  const otherEnd = expect(alsoHanging).rejects.toMatchObject({ kind: 'stopped' });
  await workers.close();
  await Promise.all([end, otherEnd]);
});

test('a room goes back to the worker that knows it', deadline, async () => {
  const { pool: workers, idle } = pool({ workers: 2 });
  await idle(2);
  const workerOf = async (room: string) => (await workers.render(job(room), ignore)).timings.total;
  const one = workers.render(job('room-1'), ignore);
  const two = workers.render(job('room-2'), ignore);
  const pids = [(await one).timings.total, (await two).timings.total];
  expect(pids[0]).not.toBe(pids[1]);
  expect([await workerOf('room-2'), await workerOf('room-1')]).toEqual([pids[1], pids[0]]);
});

test.each([
  ['unavailable', /No networks/],
  ['dies', /does not start/],
])('F9 a worker that is %s makes the pool say why', deadline, async (mode, message) => {
  const { pool: workers } = pool({ mode });
  await vi.waitFor(() => expect(workers.state).toMatchObject({ state: 'unavailable' }), {
    timeout: DEADLINE_MS,
  });
  expect(workers.state).toMatchObject({ message: expect.stringMatching(message) });
});

test('F9 a server without workers says so', () => {
  expect(pool({ workers: 0 }).pool.state).toMatchObject({ state: 'unavailable' });
});
