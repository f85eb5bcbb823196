import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { RedisLink } from './redisLink.ts';
import { SharedLimiter } from './sharedLimiter.ts';

let redis: RedisServer;
let link: RedisLink;

beforeAll(async () => {
  redis = await RedisServer.start();
  link = new RedisLink({ url: redis.url, clock: systemClock, log: createLogger('silent') });
  await vi.waitFor(() => expect(link.ready).toBe(true), { timeout: 20_000 });
}, 30_000);
afterAll(async () => {
  link.close();
  await redis.dispose();
});

const limiter = (name: string, perSecond = 0.001) =>
  new SharedLimiter(link, name, { capacity: 3, perSecond });

test('N2 L6 what an address used at one server it has used at all, and nobody else has', async () => {
  const [one, two] = [limiter('codes'), limiter('codes')];
  expect([await one.take('1.1.1.1'), await two.take('1.1.1.1'), await one.take('1.1.1.1')]).toEqual([
    true,
    true,
    true,
  ]);
  expect(await two.take('1.1.1.1')).toBe(false);
  expect(await two.take('2.2.2.2')).toBe(true);
  expect(await limiter('another').take('1.1.1.1')).toBe(true);
  // A customer has a whole /64.
  await one.charge('2001:db8:1:2:a::1', 3);
  expect(await two.take('2001:db8:1:2:b::2')).toBe(false);
});

test('N2 L6 debts are paid before anything is given again, and a full bucket leaves no trace', async () => {
  const limits = limiter('debts', 100);
  await limits.charge('1.1.1.1', 13);
  expect(await limits.take('1.1.1.1', 0)).toBe(false);
  await vi.waitFor(async () => expect(await limits.take('1.1.1.1', 0)).toBe(true), {
    timeout: 5_000,
    interval: 5,
  });
  await vi.waitFor(async () => expect(await link.client.keys('limn:limit:debts:*')).toEqual([]), {
    timeout: 5_000,
  });
});
