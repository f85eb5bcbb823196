import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { PAINTER_LEASE_MS } from '../../shared/limits.ts';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { keysOf } from './keys.ts';
import { PainterLease } from './painterLease.ts';
import { RedisLink } from './redisLink.ts';

const ROOM = 'room-of-the-tests';
const WAIT = { timeout: 10_000, interval: 10 };
let redis: RedisServer;
let link: RedisLink;

beforeAll(async () => {
  redis = await RedisServer.start();
  link = new RedisLink({ url: redis.url, clock: systemClock, log: createLogger('silent') });
  await vi.waitFor(() => expect(link.ready).toBe(true), WAIT);
}, 30_000);
beforeEach(() => link.command('FLUSHALL'));
afterAll(async () => {
  link.close();
  await redis.dispose();
});

/** A server whose own clock only moves when it is told to; Redis' goes on. */
function server(name: string) {
  const clock = new ManualClock();
  const leases = new PainterLease(name, link, clock);
  onTestFinished(() => leases.close());
  const led: string[] = [];
  const room = { watched: true, onLead: () => led.push(name) };
  return { clock, led, room, seat: leases.join(ROOM, room) };
}
const holder = async () => String(await link.command('GET', keysOf(ROOM).painter));

test('X8 the first server that looks has a room drawn, and no other one while it does', async () => {
  const [one, two] = [server('one'), server('two')];
  one.seat.watch();
  await vi.waitFor(() => expect(one.seat.leads).toBe(true), WAIT);
  two.seat.watch();
  two.clock.advance(PAINTER_LEASE_MS);
  await link.command('PING');
  expect(two.seat.leads).toBe(false);
  expect([one.led, two.led]).toEqual([['one'], []]);
});

test('X8 who renews leads on and is not told anew; who cannot knows it when the lease is over', async () => {
  const one = server('one');
  one.seat.watch();
  await vi.waitFor(() => expect(one.seat.leads).toBe(true), WAIT);
  for (let i = 0; i < 4; i++) {
    const until = Number(await link.command('PTTL', keysOf(ROOM).painter));
    one.clock.advance(PAINTER_LEASE_MS / 4);
    await vi.waitFor(async () => {
      expect(Number(await link.command('PTTL', keysOf(ROOM).painter))).toBeGreaterThan(
        until - PAINTER_LEASE_MS / 4,
      );
    }, WAIT);
    await link.command('PING');
  }
  expect(one.led).toEqual(['one']);
  const away = vi.spyOn(link, 'run').mockRejectedValue(new Error('away'));
  one.clock.jump(PAINTER_LEASE_MS);
  expect(one.seat.leads).toBe(false);
  away.mockRestore();
});

test('X8 a lease goes on to another server when its holder ends, closes the room, or nobody looks there any more', async () => {
  const [one, two, three] = [server('one'), server('two'), server('three')];
  one.seat.watch();
  await vi.waitFor(() => expect(one.seat.leads).toBe(true), WAIT);
  // Nobody looks there: it lets go with its next renewal.
  one.room.watched = false;
  one.clock.advance(PAINTER_LEASE_MS / 4);
  await vi.waitFor(async () => expect(await holder()).toBe('null'), WAIT);
  two.clock.advance(PAINTER_LEASE_MS / 4);
  await vi.waitFor(() => expect(two.seat.leads).toBe(true), WAIT);
  two.seat.close();
  await vi.waitFor(async () => expect(await holder()).toBe('null'), WAIT);
  three.seat.watch();
  await vi.waitFor(() => expect(three.seat.leads).toBe(true), WAIT);
  // It ended without a word: Redis lets the lease run out.
  await link.command('PEXPIRE', keysOf(ROOM).painter, '1');
  await vi.waitFor(async () => expect(await holder()).toBe('null'), WAIT);
  one.room.watched = true;
  one.seat.watch();
  await vi.waitFor(() => expect(one.seat.leads).toBe(true), WAIT);
});
