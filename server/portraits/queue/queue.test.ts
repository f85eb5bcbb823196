import { createClient } from 'redis';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import {
  MAX_PORTRAIT_ATTEMPTS,
  PORTRAIT_LEASE_MS,
  PORTRAIT_OVERTAKE_MS,
  PORTRAIT_WARM_WAIT_MS,
} from '../../../shared/limits.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { FakeRenderer } from '../../../tests/support/fakeRenderer.ts';
import { RedisServer } from '../../../tests/support/redisServer.ts';
import { systemClock } from '../../clock.ts';
import { createLogger } from '../../log.ts';
import { RenderError, type RenderJob } from '../renderer.ts';
import { type Lease, PortraitQueue } from './portraitQueue.ts';
import type { JobResult } from './queueMessages.ts';
import { QueueRenderer } from './queueRenderer.ts';
import { QueueWorker } from './queueWorker.ts';

const log = createLogger('silent');
const WAIT = { timeout: 20_000, interval: 10 };
const LINE_KEY = 'limn:{portraits}:queue:weights-1';
let redis: RedisServer;

beforeAll(async () => {
  redis = await RedisServer.start();
}, 30_000);
afterAll(() => redis.dispose());

async function openQueue(weights = 'weights-1'): Promise<PortraitQueue> {
  const queue = new PortraitQueue({ url: redis.url, weights, clock: systemClock, log });
  onTestFinished(() => queue.close());
  await vi.waitFor(() => expect(queue.connected).toBe(true), WAIT);
  return queue;
}

async function emptied() {
  const client = createClient({ url: redis.url });
  // One test takes Redis away on purpose.
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.destroy());
  await client.flushAll();
  return client;
}

async function renderer(weights?: string): Promise<QueueRenderer> {
  const made = new QueueRenderer({ queue: await openQueue(weights), clock: systemClock, log });
  onTestFinished(() => made.close());
  return made;
}

async function worker(draws = new FakeRenderer(), weights?: string) {
  const made = new QueueWorker({ queue: await openQueue(weights), renderer: draws, clock: systemClock, log });
  onTestFinished(() => made.close());
  return Object.assign(draws, { worker: made });
}

const ready = (made: QueueRenderer) => vi.waitFor(() => expect(made.idle).toBe(1), WAIT);
const roomId = (name: string) => `room-of-the-tests-${name}`;
const job = (name: string, generation = 1): RenderJob => ({
  cacheKey: roomId(name),
  generation,
  shows: { version: generation, stateVector: new Uint8Array([generation]), tailSeq: 0, final: true },
  strokes: [{ key: 'stroke-1', bytes: new Uint8Array([1, 2, 3]), label: 'hair' }],
  tails: [],
  settings: {
    ...DEFAULT_SETTINGS,
    refine: { ...DEFAULT_SETTINGS.refine, nose: 0.25 },
    searchSpace: 'female',
  },
  size: 512,
});
const failed = (generation: number): JobResult => ({
  type: 'failed',
  generation,
  kind: 'failed',
  message: 'no',
});
const claimed = async (queue: PortraitQueue, who = 'somebody'): Promise<Lease> => {
  const lease = await queue.claim(who);
  if (lease === null || typeof lease === 'number') throw new Error(`nothing to claim: ${lease}`);
  return lease;
};
const member = (id: string, weights = 'weights-1') => ({
  id,
  engine: 'fake',
  modelVersion: 'fake-1',
  weights,
  workers: 1,
});

test('W4 a job crosses Redis whole, and its guide and portrait come back with what they show', async () => {
  await emptied();
  const draws = await worker();
  const server = await renderer();
  await ready(server);
  expect(server.state).toMatchObject({ engine: 'fake', modelVersion: 'fake-1', workers: 1 });
  const order: string[] = [];
  const portrait = await server.render(job('a', 7), () => order.push('shadow'));
  expect(order).toEqual(['shadow']);
  expect(draws.jobs).toEqual([job('a', 7)]);
  expect(portrait).toMatchObject({
    generation: 7,
    engine: 'fake',
    modelVersion: 'fake-1',
    shows: { version: 7 },
  });
});

test('W5 of a room only the latest wish is drawn, and it keeps the place of the first', async () => {
  await emptied();
  const queue = await openQueue();
  await queue.submit(job('a', 1));
  await queue.submit(job('b', 1));
  expect(await queue.submit(job('a', 3))).toBe(true);
  expect(await queue.submit(job('a', 2))).toBe(false);
  const [first, second] = [await claimed(queue), await claimed(queue)];
  expect([first.job.cacheKey, first.job.generation]).toEqual([roomId('a'), 3]);
  expect(second.job.cacheKey).toBe(roomId('b'));
  expect(await queue.claim('somebody')).toBeNull();
});

test('W5 a room has one job at a time: a wish that comes meanwhile is next', async () => {
  await emptied();
  const queue = await openQueue();
  await queue.submit(job('a', 1));
  const lease = await claimed(queue);
  await queue.submit(job('a', 2));
  expect(await queue.claim('somebody')).toBeNull();
  await lease.finish(failed(1));
  expect((await claimed(queue)).job.generation).toBe(2);
});

test('W5 a wish that replaces a waiting one ends it as superseded', async () => {
  await emptied();
  const draws = new FakeRenderer();
  const server = await renderer();
  await worker(draws);
  await ready(server);
  draws.become({ state: 'unavailable', message: 'later' });
  const first = server.render(job('a', 1), () => {});
  await vi.waitFor(() => expect(server.waits(roomId('a'))).toBe(true), WAIT);
  const second = server.render(job('a', 2), () => {});
  await expect(first).rejects.toMatchObject({ kind: 'superseded' });
  draws.become({ state: 'ready', engine: 'fake', modelVersion: 'fake-1', workers: 1 });
  expect((await second).generation).toBe(2);
  expect(draws.jobs).toHaveLength(1);
});

test('W6 when a lease runs out another worker takes the room, and the first is heard no more', async () => {
  const client = await emptied();
  const [one, two] = [await openQueue(), await openQueue()];
  await one.submit(job('a'));
  const lost = await claimed(one);
  await expireLeases(client);
  const taken = await claimed(two);
  expect(taken.job.cacheKey).toBe(roomId('a'));
  expect(await lost.renew()).toBe(false);
  expect(await lost.finish(failed(1))).toBe(false);
  expect(await taken.renew()).toBe(true);
  expect(await taken.finish(failed(1))).toBe(true);
});

test('W7 a job that ended several workers is given up, and the room can wish anew', async () => {
  const client = await emptied();
  const queue = await openQueue();
  const server = await renderer();
  await worker(Object.assign(new FakeRenderer(), { state: { state: 'starting' } }));
  const end = expect(server.render(job('a'), () => {})).rejects.toMatchObject({ kind: 'crash' });
  for (let attempt = 0; attempt < MAX_PORTRAIT_ATTEMPTS; attempt++) {
    await vi.waitFor(async () => expect(await queue.claim('somebody')).not.toBeNull(), WAIT);
    await expireLeases(client);
  }
  expect(await queue.claim('somebody')).toBeNull();
  await end;
  await queue.submit(job('a', 2));
  expect((await claimed(queue)).job.generation).toBe(2);
});

test('W4 a failure comes back with its kind', async () => {
  await emptied();
  const draws = await worker();
  draws.failure = new RenderError('timeout', 'too slow');
  const server = await renderer();
  await ready(server);
  await expect(server.render(job('a'), () => {})).rejects.toMatchObject({
    kind: 'timeout',
    message: 'too slow',
  });
});

test('W8 a malformed job or result in Redis harms nobody', async () => {
  const client = await emptied();
  const queue = await openQueue();
  await queue.submit(job('a'));
  for (const text of ['nonsense', '{}', JSON.stringify({ cacheKey: '../../etc', generation: -1 })]) {
    await queue.submit(job('bad'));
    await client.hSet(`limn:{portraits}:slot:${roomId('bad')}`, 'job', text);
  }
  expect((await claimed(queue)).job.cacheKey).toBe(roomId('a'));
  expect(await queue.claim('somebody')).toBeNull();
  const heard: JobResult[] = [];
  await queue.listen(roomId('c'), (result) => heard.push(result));
  await client.publish(`limn:{portraits}:results:${roomId('c')}`, '{"type":"portrait","image":{}}');
  await client.publish(`limn:{portraits}:results:${roomId('c')}`, '{"type":"started","generation":4}');
  await vi.waitFor(() => expect(heard).toEqual([{ type: 'started', generation: 4 }]), WAIT);
});

test('W8 every key has the prefix and an end', async () => {
  const client = await emptied();
  const queue = await openQueue();
  await queue.submit(job('a'));
  await queue.submit(job('b'));
  await claimed(queue);
  await queue.members(member('one'));
  const keys = await client.keys('*');
  // slots of a and b, the line, leases, members, their beats, who drew a
  expect(keys.length).toBe(7);
  for (const key of keys) {
    expect(key).toMatch(/^limn:\{portraits\}:/);
    expect(await client.pTTL(key)).toBeGreaterThan(0);
  }
});

test('W9 without a worker the server says so, and draws when one comes', async () => {
  await emptied();
  const server = await renderer();
  await vi.waitFor(() => expect(server.state.state).toBe('unavailable'), WAIT);
  expect(server.state).toMatchObject({ message: expect.stringMatching(/npm run worker/) });
  await worker();
  await ready(server);
  expect((await server.render(job('a'), () => {})).generation).toBe(1);
});

test('W9 a Redis that went away and lost everything is made up for', { timeout: 60_000 }, async () => {
  await emptied();
  const draws = await worker();
  const server = await renderer();
  await ready(server);
  draws.held = true;
  const cut = expect(server.render(job('a', 1), () => {})).rejects.toMatchObject({ kind: 'stopped' });
  await vi.waitFor(() => expect(draws.jobs).toHaveLength(1), WAIT);
  await redis.stop();
  await cut;
  await vi.waitFor(() => expect(server.state.state).toBe('unavailable'), WAIT);
  draws.held = false;
  draws.release();
  await redis.resume();
  await ready(server);
  expect((await server.render(job('a', 2), () => {})).generation).toBe(2);
});

test('W6 a worker killed in mid-job is made up for by another one', { timeout: 30_000 }, async () => {
  await emptied();
  const server = await renderer();
  // A claim that is never heard of again is what a killed worker leaves behind.
  const killed = await openQueue();
  await killed.members(member('killed'));
  await ready(server);
  const start = Date.now();
  const portrait = server.render(job('a'), () => {});
  await vi.waitFor(async () => expect(await killed.claim('killed')).not.toBeNull(), WAIT);
  const draws = await worker();
  expect((await portrait).generation).toBe(1);
  expect(draws.jobs).toHaveLength(1);
  expect(Date.now() - start).toBeLessThan(4 * PORTRAIT_LEASE_MS);
});

test('W14 a worker gets no job that is to be drawn with other weights, and a server without its own kind of worker says so', async () => {
  await emptied();
  const server = await renderer('weights-2');
  const [others, draws] = [await worker(), new FakeRenderer()];
  await vi.waitFor(
    () => expect(server.state).toMatchObject({ message: expect.stringMatching(/other weights/) }),
    WAIT,
  );
  const portrait = server.render(job('a'), () => {});
  await vi.waitFor(() => expect(server.queueLine?.rooms).toBe(1), WAIT);
  expect(others.jobs).toEqual([]);
  await worker(draws, 'weights-2');
  expect((await portrait).generation).toBe(1);
  expect([others.jobs.length, draws.jobs.length]).toEqual([0, 1]);
});

test('W14 of a room that is wished for with other weights than before only those who have them draw it', async () => {
  await emptied();
  const [old, young] = [await openQueue('weights-1'), await openQueue('weights-2')];
  await old.submit(job('a', 1));
  await young.submit(job('a', 2));
  expect(await old.claim('one')).toBeNull();
  expect((await claimed(young)).job.generation).toBe(2);
});

test('W11 a worker that is told to end hands over what it draws and takes nothing more', async () => {
  await emptied();
  const draws = await worker();
  const [server, queue] = [await renderer(), await openQueue()];
  await ready(server);
  draws.held = true;
  const portrait = server.render(job('a'), () => {});
  await vi.waitFor(() => expect(draws.jobs).toHaveLength(1), WAIT);
  const closing = draws.worker.close();
  await vi.waitFor(async () => expect(await queue.members()).toEqual([]), WAIT);
  await queue.submit(job('b'));
  draws.held = false;
  draws.release();
  await closing;
  expect((await portrait).generation).toBe(1);
  expect(draws.jobs).toHaveLength(1);
  expect((await claimed(queue)).job.cacheKey).toBe(roomId('b'));
});

test('W12 how many rooms wait, and how long the first of them has, is known to every server', async () => {
  await emptied();
  const queue = await openQueue();
  expect(await queue.line()).toEqual({ rooms: 0, ageMs: 0 });
  await queue.submit(job('a'));
  await queue.submit(job('b'));
  await vi.waitFor(async () => expect((await queue.line()).ageMs).toBeGreaterThan(20), WAIT);
  expect((await queue.line()).rooms).toBe(2);
  await claimed(queue);
  await claimed(queue);
  expect(await queue.line()).toEqual({ rooms: 0, ageMs: 0 });
});

test('W13 a room goes to the worker that drew it last, and to any other where that one does not take it soon', async () => {
  await emptied();
  const queue = await openQueue();
  await queue.members(member('one'));
  await queue.members(member('two'));
  await queue.submit(job('a', 1));
  await (await claimed(queue, 'one')).finish(failed(1));
  await queue.submit(job('a', 2));
  const wait = await queue.claim('two');
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(PORTRAIT_WARM_WAIT_MS);
  await (await claimed(queue, 'one')).finish(failed(2));
  await queue.submit(job('a', 3));
  await vi.waitFor(async () => expect((await claimed(queue, 'two')).job.generation).toBe(3), WAIT);
});

test('W13 a room whose last worker is gone waits for nobody', async () => {
  await emptied();
  const queue = await openQueue();
  await queue.members(member('one'));
  await queue.submit(job('a', 1));
  await (await claimed(queue, 'one')).finish(failed(1));
  await queue.leave(member('one'));
  await queue.submit(job('a', 2));
  expect((await claimed(queue, 'two')).job.generation).toBe(2);
});

test('W2 rooms that wish without a pause, and those that wish rarely, get their turns alike', async () => {
  const client = await emptied();
  const queue = await openQueue();
  const names = ['a', 'b', 'c', 'd'];
  let generation = 1;
  for (const name of names) await queue.submit(job(name, generation));
  const turns = new Map<string, number>();
  for (let turn = 0; turn < 40; turn++) {
    const lease = await claimed(queue);
    const room = lease.job.cacheKey;
    turns.set(room, (turns.get(room) ?? 0) + 1);
    await nextMillisecond(client);
    // Some wish many times while they are drawn, others once.
    const wishes = room === roomId('a') ? 5 : 1;
    for (let i = 0; i < wishes; i++) await queue.submit({ ...lease.job, generation: ++generation });
    await lease.finish(failed(lease.job.generation));
  }
  expect([...turns.values()]).toEqual([10, 10, 10, 10]);
});

test('W2 W13 no room is overtaken by more than those that came hardly later, however well a worker knows them', async () => {
  const client = await emptied();
  const queue = await openQueue();
  for (const id of ['one', 'two']) await queue.members(member(id));
  const known = ['b', 'c', 'd'];
  for (const name of known) {
    await queue.submit(job(name, 1));
    await (await claimed(queue, 'one')).finish(failed(1));
  }
  await queue.submit(job('a', 1));
  await (await claimed(queue, 'two')).finish(failed(1));
  for (const name of ['a', ...known]) await queue.submit(job(name, 2));
  // Since when they wait: b came hardly later than a, the others clearly.
  const now = Date.now();
  const since = [0, 50, PORTRAIT_OVERTAKE_MS + 50, PORTRAIT_OVERTAKE_MS + 60];
  for (const [i, name] of ['a', ...known].entries()) {
    await client.zAdd(LINE_KEY, { score: now - 5_000 + (since[i] ?? 0), value: roomId(name) });
  }
  const order: string[] = [];
  for (let i = 0; i < 4; i++) order.push((await claimed(queue, 'one')).job.cacheKey);
  expect(order).toEqual(['b', 'a', 'c', 'd'].map(roomId));
});

/** The line counts in ms: rooms that come within the same one have no order. */
async function nextMillisecond(client: Awaited<ReturnType<typeof emptied>>): Promise<void> {
  const read = async () => {
    const [seconds, microseconds] = (await client.sendCommand(['TIME'])) as unknown as string[];
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  };
  const begin = await read();
  while ((await read()) === begin);
}

async function expireLeases(client: Awaited<ReturnType<typeof emptied>>): Promise<void> {
  for (const room of await client.zRange('limn:{portraits}:leases', 0, -1)) {
    await client.zAdd('limn:{portraits}:leases', { score: 1, value: room });
  }
}
