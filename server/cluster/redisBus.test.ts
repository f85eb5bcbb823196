import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import type { RoomChannel, Topic } from '../rooms/roomBus.ts';
import { channelOf } from './keys.ts';
import { RedisBus } from './redisBus.ts';
import { RedisLink } from './redisLink.ts';
import { Subscriptions } from './subscriptions.ts';

const ROOM = 'room-of-the-tests';
const WAIT = { timeout: 10_000, interval: 10 };
const WORDS: Topic<string> = { name: 'words', schema: z.string() };
const log = createLogger('silent');
let redis: RedisServer;

beforeAll(async () => {
  redis = await RedisServer.start();
}, 30_000);
afterAll(() => redis.dispose());

async function server(name: string) {
  const [link, ear] = [1, 2].map(() => new RedisLink({ url: redis.url, clock: systemClock, log })) as [
    RedisLink,
    RedisLink,
  ];
  await vi.waitFor(() => expect(link.ready && ear.ready).toBe(true), WAIT);
  const bus = new RedisBus({
    server: name,
    link,
    subscriptions: new Subscriptions(ear),
    clock: systemClock,
    log,
  });
  const end = () => {
    link.close();
    ear.close();
  };
  onTestFinished(async () => {
    await bus.close();
    end();
  });
  return { bus, link, end };
}

function listen(channel: RoomChannel) {
  const heard: string[] = [];
  const peers: string[] = [];
  channel.on(WORDS, (word, from) => heard.push(`${from}: ${word}`));
  channel.onPeer({ came: (name) => peers.push(`+${name}`), gone: (name) => peers.push(`-${name}`) });
  void channel.heard.then(() => channel.greet());
  return { heard, peers, channel };
}

test('X6 servers that have a room open hear each other and nobody else, and know who is there', async () => {
  const [a, b] = [await server('a'), await server('b')];
  const [one, two] = [listen(a.bus.open(ROOM)), listen(b.bus.open(ROOM))];
  const other = listen(b.bus.open('another-room-of-tests'));
  await vi.waitFor(() => expect([one.channel.peers, two.channel.peers]).toEqual([1, 1]), WAIT);
  one.channel.send(WORDS, 'hello');
  a.bus.send(ROOM, WORDS, 'there');
  await vi.waitFor(() => expect(two.heard).toEqual(['a: hello', 'a: there']), WAIT);
  expect([one.heard, other.heard]).toEqual([[], []]);
  two.channel.close();
  await vi.waitFor(() => expect(one.channel.peers).toBe(0), WAIT);
  expect(one.peers.filter((peer) => peer.startsWith('-'))).toEqual(['-b']);
});

test('X6 a server that ended without a word is gone for the others within five seconds', async () => {
  const [a, b] = [await server('a'), await server('b')];
  const [one, two] = [listen(a.bus.open(ROOM)), listen(b.bus.open(ROOM))];
  await vi.waitFor(() => expect([one.channel.peers, two.channel.peers]).toEqual([1, 1]), WAIT);
  const start = Date.now();
  b.end();
  await vi.waitFor(() => expect(one.peers).toContain('-b'), WAIT);
  expect(Date.now() - start).toBeLessThan(5_000);
});

test('X6 a server that was taken for dead is there again as soon as it is heard', async () => {
  const [a, b] = [await server('a'), await server('b')];
  const [one, two] = [listen(a.bus.open(ROOM)), listen(b.bus.open(ROOM))];
  await vi.waitFor(() => expect([one.channel.peers, two.channel.peers]).toEqual([1, 1]), WAIT);
  await a.link.command('ZREM', 'limn:servers', 'b');
  const silent = vi.spyOn(b.link, 'run').mockRejectedValue(new Error('stands still'));
  await vi.waitFor(() => expect(one.peers).toContain('-b'), WAIT);
  silent.mockRestore();
  two.channel.send(WORDS, 'still here');
  await vi.waitFor(() => expect(one.heard).toEqual(['b: still here']), WAIT);
  expect(one.channel.peers).toBe(1);
});

test('W8 what is no message, or does not fit, is not heard, and the next one is', async () => {
  const [a, b] = [await server('a'), await server('b')];
  const [one, two] = [listen(a.bus.open(ROOM)), listen(b.bus.open(ROOM))];
  await vi.waitFor(() => expect(one.channel.peers).toBe(1), WAIT);
  for (const nonsense of ['', 'nonsense', '{"a":1}'])
    await b.link.command('PUBLISH', channelOf(ROOM), nonsense);
  two.channel.send({ name: 'words', schema: z.any() } as Topic<unknown>, 7);
  two.channel.send(WORDS, 'sense');
  await vi.waitFor(() => expect(one.heard).toEqual(['b: sense']), WAIT);
});

test('X3 where messages may have been lost everybody is told, and greeted anew', async () => {
  const [a, b] = [await server('a'), await server('b')];
  const [one, two] = [listen(a.bus.open(ROOM)), listen(b.bus.open(ROOM))];
  await vi.waitFor(() => expect([one.channel.peers, two.channel.peers]).toEqual([1, 1]), WAIT);
  let resets = 0;
  a.bus.onReset(() => resets++);
  await redis.stop();
  await redis.resume();
  await vi.waitFor(() => expect(resets).toBeGreaterThan(0), WAIT);
  await vi.waitFor(() => expect(two.peers.filter((peer) => peer === '+a').length).toBeGreaterThan(1), WAIT);
});
