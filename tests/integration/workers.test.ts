import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { afterEach, expect, test, vi } from 'vitest';
import { RedisServer } from '../support/redisServer.ts';
import { TestPerson } from '../support/testPerson.ts';
import { startTestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

/** ms; three processes that load networks on a busy machine */
const PROCESS_MS = 180_000;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LEASES = 'limn:{portraits}:leases';
const MEMBERS = 'limn:{portraits}:members';

let cleanUp: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo();
  cleanUp = [];
});

async function startRedis() {
  const redis = await RedisServer.start();
  cleanUp.push(() => redis.dispose());
  const client = createClient({ url: redis.url });
  await client.connect();
  cleanUp.push(() => client.destroy());
  return { url: redis.url, client };
}

/** `npm run worker`, as a process of its own. */
function startWorker(url: string): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/worker.ts'], {
    cwd: ROOT,
    env: { ...process.env, REDIS_URL: url, PORTRAIT_WORKERS: '1', LOG_LEVEL: 'silent' },
    stdio: 'ignore',
  });
  cleanUp.push(() => child.kill('SIGKILL'));
  return child;
}

/** Process ids of the portrait workers that this process started. */
function workersHere(): number[] {
  const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return lines
    .split('\n')
    .flatMap((line) => (line.includes('portraits/worker.ts') ? [Number.parseInt(line, 10)] : []));
}

const soon = <T>(look: () => Promise<T | false>, what: string) =>
  until(look, { timeout: PROCESS_MS / 2, message: () => what });

test('W6 W11 of two workers on one Redis one is killed in mid-job: the other draws the portrait; told to end in mid-job, it hands over and ends', {
  timeout: PROCESS_MS,
}, async () => {
  const { url, client } = await startRedis();
  const [one, two] = [startWorker(url), startWorker(url)];
  await soon(async () => (await client.zCard(MEMBERS)) === 2, 'the workers are not there');
  const server = await startTestServer({
    renderer: undefined,
    env: { REDIS_URL: url, PORTRAIT_WORKERS: '0' },
  });
  cleanUp.push(() => server.dispose());
  const ann = await TestPerson.join(server, await server.createRoom());
  cleanUp.push(() => ann.leave());
  await soon(async () => ann.portraits.some(({ stamp }) => stamp.final), 'no first portrait');

  // The second one cannot claim while it stands still, so the job is the first one's.
  two.kill('SIGSTOP');
  const version = (ann.portraits.at(-1)?.stamp.version ?? 0) + 1;
  ann.draw();
  await until(async () => (await client.zCard(LEASES)) === 1, {
    timeout: 20_000,
    message: () => 'no job began',
  });
  one.kill('SIGKILL');
  expect(await client.zCard(LEASES)).toBe(1);
  two.kill('SIGCONT');

  const drawn = () => ann.portraits.find(({ stamp }) => stamp.version >= version && stamp.final);
  const { stamp } = await soon(async () => drawn() ?? false, 'nobody took the job over');
  expect(stamp).toMatchObject({ size: 512, engine: 'cpu' });
  await soon(async () => ann.statuses.at(-1)?.state === 'current', 'the room is not told');

  const ended = new Promise((resolve) => two.once('close', resolve));
  ann.draw();
  // It lasts a tenth of a second only.
  await vi.waitFor(async () => expect(await client.zCard(LEASES)).toBe(1), { timeout: 20_000, interval: 1 });
  two.kill('SIGTERM');
  expect(await ended).toBe(0);
  // Nobody else is there who could have drawn it.
  expect(await client.zCard(LEASES)).toBe(0);
  const last = () => ann.portraits.some(({ stamp }) => stamp.version > version && stamp.final);
  await soon(async () => last(), 'what the worker drew was not handed over');
  expect(ann.statuses.map(({ state }) => state)).not.toContain('failed');
});

test('F8 the only worker is killed in mid-job: its room gets the portrait, nobody reloads or draws again', {
  timeout: PROCESS_MS,
}, async () => {
  const server = await startTestServer({ renderer: undefined, env: { PORTRAIT_WORKERS: '1' } });
  cleanUp.push(() => server.dispose());
  const ann = await TestPerson.join(server, await server.createRoom());
  cleanUp.push(() => ann.leave());
  await soon(async () => ann.portraits.some(({ stamp }) => stamp.final), 'no first portrait');
  const first = workersHere()[0] ?? 0;

  // It stands still, so that the job cannot end before it does.
  process.kill(first, 'SIGSTOP');
  const version = (ann.portraits.at(-1)?.stamp.version ?? 0) + 1;
  ann.draw();
  await soon(async () => ann.statuses.at(-1)?.state === 'rendering', 'no job began');
  process.kill(first, 'SIGKILL');

  const drawn = () => ann.portraits.some(({ stamp }) => stamp.version >= version && stamp.final);
  await soon(async () => drawn(), 'the room got no portrait');
  await soon(async () => ann.statuses.at(-1)?.state === 'current', 'the room is not told');
  expect(ann.statuses.map(({ state }) => state)).not.toContain('failed');
  expect(workersHere()).not.toContain(first);
});
