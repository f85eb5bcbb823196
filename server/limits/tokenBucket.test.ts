import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manualClock.ts';
import { TokenBucket } from './tokenBucket.ts';

test('a bucket gives its capacity at once and its rate in the long run', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket({ capacity: 3, perSecond: 2 }, clock.now);
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
  clock.advance(499);
  expect(bucket.take()).toBe(false);
  clock.advance(1);
  expect(bucket.take()).toBe(true);
  clock.advance(60_000);
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
});

test('a clock that is set back takes nothing away', () => {
  let now = 10_000;
  const bucket = new TokenBucket({ capacity: 2, perSecond: 1 }, () => now);
  bucket.take();
  now = 0;
  expect(bucket.take()).toBe(true);
});
