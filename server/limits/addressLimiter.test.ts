import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manualClock.ts';
import { AddressLimiter } from './addressLimiter.ts';

const RATE = { capacity: 1, perSecond: 1 };

test('L6 addresses are limited each by itself', () => {
  const limiter = new AddressLimiter(RATE, new ManualClock().now);
  expect(['10.0.0.1', '10.0.0.2', '10.0.0.1'].map((address) => limiter.take(address))).toEqual([
    true,
    true,
    false,
  ]);
});

test('L6 all addresses of one IPv6 customer (a /64) count as one', () => {
  const limiter = new AddressLimiter(RATE, new ManualClock().now);
  expect(limiter.take('2001:db8:1:2::1')).toBe(true);
  expect(limiter.take('2001:db8:1:2:ffff::9')).toBe(false);
  expect(limiter.take('2001:db8:1:3::1')).toBe(true);
  expect(limiter.take('::ffff:10.0.0.1')).toBe(true);
  expect(limiter.take('::ffff:10.0.0.2')).toBe(true);
});

test('L6 the limiter remembers a bounded number of addresses, the longest unseen goes first', () => {
  const limiter = new AddressLimiter(RATE, new ManualClock().now, 2);
  for (const address of ['a', 'b', 'a', 'c']) limiter.take(address);
  expect(limiter.size).toBe(2);
  expect(limiter.take('a')).toBe(false);
});
