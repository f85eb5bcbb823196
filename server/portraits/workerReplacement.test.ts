import { expect, test } from 'vitest';
import { MAX_WORKER_BYTES, PORTRAIT_JOB_TIMEOUT_MS } from '../../shared/limits.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { createLogger } from '../log.ts';
import { FakeChild } from '../testing/fakeChild.ts';
import { ManualClock } from '../testing/manualClock.ts';
import type { RenderJob } from './renderer.ts';
import { WorkerPool } from './workerPool.ts';

/** ms after which any spare or replacement is started */
const LONG_MS = 60_000;

function pool(options: { workers?: number; spares?: number } = {}) {
  const clock = new ManualClock();
  const children: FakeChild[] = [];
  const hurried: boolean[] = [];
  const start = (_index: number, hurry: boolean) => {
    const child = new FakeChild();
    children.push(child);
    hurried.push(hurry);
    return child.asProcess();
  };
  const made = new WorkerPool({ workers: 1, ...options, start, clock, log: createLogger('silent') });
  const child = (index: number) => children[index] as FakeChild;
  return { pool: made, clock, children, child, hurried };
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
const draw = (workers: WorkerPool, room: string) => {
  const drawn = workers.render(job(room), () => {});
  drawn.catch(() => {});
  return drawn;
};

test.each([
  ['crashes', 'crash', (child: FakeChild) => child.emit('exit', 1, null)],
  ['hangs', 'timeout', (_: FakeChild, clock: ManualClock) => clock.advance(PORTRAIT_JOB_TIMEOUT_MS)],
  [
    'is too large',
    'memory',
    (child: FakeChild) => child.say({ type: 'memory', bytes: MAX_WORKER_BYTES + 1 }),
  ],
])('F8 a worker that %s is replaced by the spare one at once, and that one later', async (_, kind, end) => {
  const { pool: workers, clock, children, child } = pool({ spares: 1 });
  child(0).ready();
  clock.advance(LONG_MS);
  child(1).ready();
  expect(workers.idle).toBe(1);
  const interrupted = draw(workers, 'room');
  expect(workers.idle).toBe(0);
  end(child(0), clock);
  await expect(interrupted).rejects.toMatchObject({ kind });
  expect(children).toHaveLength(2);
  expect(workers.state).toMatchObject({ state: 'ready', workers: 1 });
  const again = draw(workers, 'room');
  child(1).draw();
  expect((await again).size).toBe(256);
  clock.advance(LONG_MS);
  expect(children).toHaveLength(3);
});

test('W10 only a worker that people wait for loads at full speed', () => {
  const { clock, child, hurried } = pool({ spares: 1 });
  child(0).ready();
  clock.advance(LONG_MS);
  expect(hurried).toEqual([true, false]);
  child(1).ready();
  for (const index of [0, 1]) child(index).emit('exit', 1, null);
  clock.advance(LONG_MS);
  expect(hurried).toEqual([true, false, true, true]);
});

test('F8 without a spare one the replacement is started at once', () => {
  const { children, child } = pool();
  child(0).ready();
  child(0).emit('exit', 1, null);
  expect(children).toHaveLength(2);
});

test('a spare worker is started late, and draws nothing while the first one lives', async () => {
  const { pool: workers, clock, children, child } = pool({ spares: 1 });
  clock.advance(LONG_MS);
  expect(children).toHaveLength(1);
  child(0).ready();
  expect(children).toHaveLength(1);
  clock.advance(LONG_MS);
  child(1).ready();
  for (const room of ['one', 'two', 'three']) {
    const drawn = draw(workers, room);
    child(0).draw();
    await drawn;
  }
  expect(child(1).requests).toEqual([]);
  expect(workers.state).toMatchObject({ workers: 1 });
});

test('a pool that grows takes its spare worker along', () => {
  const { pool: workers, clock, children, child } = pool({ spares: 1 });
  child(0).ready();
  clock.advance(LONG_MS);
  workers.grow(2);
  expect(children).toHaveLength(2);
  child(1).ready();
  expect(workers.idle).toBe(2);
});

test('F8 workers that end without having drawn anything are replaced ever more rarely', () => {
  const { clock, children, child } = pool();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    child(i).ready();
    child(i).emit('exit', 1, null);
    let wait = 0;
    for (; children.length === i + 1; wait += 100) clock.advance(100);
    waits.push(wait);
  }
  expect(waits).toEqual([0, 200, 800, 3_200, 12_800, 30_000, 30_000, 30_000]);
});

test('F11 where no worker gets ready one is tried for all, and the others follow it', () => {
  const { pool: workers, clock, children, child } = pool({ workers: 3 });
  for (let i = 0; i < 3; i++) child(i).emit('exit', 1, null);
  const { state } = workers;
  expect(state).toMatchObject({ state: 'unavailable' });
  for (let tries = 4; tries < 12; tries++) {
    // At most one is alive, and the state does not flicker.
    expect(children).toHaveLength(tries);
    expect(workers.state).toEqual(state);
    child(tries - 1).emit('exit', 1, null);
    clock.advance(30_000);
  }
  children.at(-1)?.ready();
  clock.advance(30_000);
  expect(children).toHaveLength(14);
  expect(workers.state).toMatchObject({ state: 'ready', workers: 1 });
});
