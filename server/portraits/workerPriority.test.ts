import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { lowerPriority } from './workerPriority.ts';

const linux = process.platform === 'linux';
const hasChrt = linux && spawnSync('chrt', ['--version']).status === 0;
const SCHED_IDLE = 5;

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** A process whose threads exist already, as a worker's do when it is ready. */
async function startThreads(): Promise<number> {
  const script = `new (require('node:worker_threads').Worker)('setInterval(() => {}, 1e6)', { eval: true })
    .once('online', () => console.log('ready'))`;
  child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout) await once(child.stdout, 'data');
  return child.pid ?? 0;
}

/** Of every thread: its nice value and its scheduling policy (proc(5), fields 19 and 41). */
function schedulingOf(pid: number): { nice: number; policy: number }[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { nice: Number(fields[16]), policy: Number(fields[38]) };
  });
}

test.runIf(hasChrt)('W10 every thread of a portrait worker computes only where no socket waits', async () => {
  const pid = await startThreads();
  await lowerPriority(pid, 'idle');
  const threads = schedulingOf(pid);
  expect(threads.length).toBeGreaterThan(2);
  expect(threads.map(({ policy }) => policy)).toEqual(threads.map(() => SCHED_IDLE));
});

test.runIf(linux)('W10 with PORTRAIT_PRIORITY=low every thread of it has nice 10', async () => {
  const pid = await startThreads();
  await lowerPriority(pid, 'low');
  const threads = schedulingOf(pid);
  expect(threads.length).toBeGreaterThan(2);
  expect(threads.map(({ nice }) => nice)).toEqual(threads.map(() => 10));
});

test('W10 a process that has ended is no error', async () => {
  const pid = await startThreads();
  child?.kill('SIGKILL');
  if (child) await once(child, 'close');
  await expect(lowerPriority(pid, 'idle')).resolves.toBeUndefined();
});
