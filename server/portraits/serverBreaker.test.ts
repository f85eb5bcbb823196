import { expect, test } from 'vitest';
import { PORTRAIT_BREAKER_FAILURES, PORTRAIT_BREAKER_RESET_MS } from '../../shared/limits.ts';
import { ServerBreaker } from './serverBreaker.ts';

function opened(now = 0): ServerBreaker {
  const breaker = new ServerBreaker();
  for (let i = 0; i < PORTRAIT_BREAKER_FAILURES; i++) breaker.fail(i % 2 === 0 ? 'one' : 'two', now);
  return breaker;
}

test('F11 failures in a row of several rooms open it, a success between them does not let it', () => {
  expect(opened().open).toBe(true);
  const breaker = new ServerBreaker();
  for (let i = 0; i < 4 * PORTRAIT_BREAKER_FAILURES; i++) {
    if (i % (PORTRAIT_BREAKER_FAILURES - 1) === 0) breaker.succeed();
    breaker.fail(`room-${i}`, 0);
    expect(breaker.open).toBe(false);
  }
});

test('F11 one room that fails again and again does not pause the others', () => {
  const breaker = new ServerBreaker();
  for (let i = 0; i < 100; i++) breaker.fail('one', i);
  expect(breaker.open).toBe(false);
  expect(breaker.startsAt).toBe(0);
});

test('F11 while it is open one job at a time is tried, and its success closes it', () => {
  const breaker = opened(1_000);
  expect(breaker.startsAt).toBe(1_000 + PORTRAIT_BREAKER_RESET_MS);
  breaker.start('one');
  expect(breaker.startsAt).toBeNull();
  breaker.fail('one', 20_000);
  expect(breaker.startsAt).toBe(20_000 + PORTRAIT_BREAKER_RESET_MS);
  breaker.start('two');
  expect(breaker.open).toBe(true);
  breaker.succeed();
  expect(breaker.open).toBe(false);
  breaker.fail('two', 40_000);
  expect(breaker.open).toBe(false);
});

test('F11 a try whose room leaves makes place for another one', () => {
  const breaker = opened();
  breaker.start('one');
  breaker.abandon('two', 50_000);
  expect(breaker.startsAt).toBeNull();
  breaker.abandon('one', 50_000);
  expect(breaker.startsAt).toBe(50_000);
  expect(breaker.open).toBe(true);
});
