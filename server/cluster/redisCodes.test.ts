import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { joinCodeSchema } from '../../shared/joinCode.ts';
import { JOIN_CODE_TTL_MS, MAX_JOIN_CODES } from '../../shared/limits.ts';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { RedisCodes } from './redisCodes.ts';
import { RedisLink } from './redisLink.ts';

let redis: RedisServer;
let link: RedisLink;

beforeAll(async () => {
  redis = await RedisServer.start();
  link = new RedisLink({ url: redis.url, clock: systemClock, log: createLogger('silent') });
  await vi.waitFor(() => expect(link.ready).toBe(true), { timeout: 20_000 });
}, 30_000);
beforeEach(() => link.command('FLUSHALL'));
afterAll(async () => {
  link.close();
  await redis.dispose();
});

const linkOf = (n: number) => ({
  roomId: 'room-of-the-tests',
  role: 'editor' as const,
  secret: `secret-of-the-tests-${n}`.padEnd(32, '-'),
});

test('N1 a code that one server gave opens its link at every server, and the same link has one code', async () => {
  const [one, two] = [new RedisCodes(link), new RedisCodes(link)];
  const { code, expiresAt } = await one.grant(linkOf(1));
  joinCodeSchema.parse(code);
  expect(Math.abs(expiresAt - Date.now() - JOIN_CODE_TTL_MS)).toBeLessThan(60_000);
  expect(await two.find(code)).toEqual(linkOf(1));
  expect((await two.grant(linkOf(1))).code).toBe(code);
  expect((await two.grant(linkOf(2))).code).not.toBe(code);
  expect(await two.find('ZZZZZZ')).toBeNull();
});

test('N1 every trace of a code ends with it', async () => {
  const { code } = await new RedisCodes(link).grant(linkOf(1));
  const keys = (await link.client.keys('*')) as string[];
  expect(keys.length).toBe(3);
  for (const key of keys) {
    const left = Number(await link.command('PTTL', key));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(JOIN_CODE_TTL_MS);
  }
  await link.command('DEL', `limn:code:${code}`);
  expect(await new RedisCodes(link).find(code)).toBeNull();
});

test('N2 a code that is taken is drawn anew, and there are only so many', async () => {
  const same = [...Array.from({ length: 12 }, () => 0), ...Array.from({ length: 6 }, () => 1)];
  const codes = new RedisCodes(link, () => new Uint8Array([same.shift() ?? 5]));
  const [first, second] = [await codes.grant(linkOf(1)), await codes.grant(linkOf(2))];
  expect([first.code, second.code]).toEqual(['AAAAAA', 'BBBBBB']);
  const later = Date.now() + JOIN_CODE_TTL_MS;
  const many = Array.from({ length: MAX_JOIN_CODES }, (_, i) => [String(later), `code-${i}`]).flat();
  await link.command('ZADD', 'limn:codes', ...many);
  await expect(new RedisCodes(link).grant(linkOf(3))).rejects.toThrow(/Too many codes/);
  expect((await codes.grant(linkOf(1))).code).toBe(first.code);
});
