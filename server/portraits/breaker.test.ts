import { expect, test } from 'vitest';
import { PORTRAIT_BREAKER_FAILURES, PORTRAIT_BREAKER_RESET_MS } from '../../shared/limits.ts';
import { Breaker } from './breaker.ts';

test('F8 a failing room is tried again at once, then ever more rarely, and opens the breaker after five failures', () => {
  const breaker = new Breaker();
  const waits = Array.from({ length: PORTRAIT_BREAKER_FAILURES - 1 }, () => breaker.fail());
  expect(waits).toEqual([0, 500, 1_000, 2_000]);
  expect(breaker.open).toBe(false);
  expect(breaker.fail()).toBe(PORTRAIT_BREAKER_RESET_MS);
  expect(breaker.open).toBe(true);
});

test('F8 while the breaker is open one failed try keeps it open, one success closes it', () => {
  const breaker = new Breaker();
  for (let i = 0; i < PORTRAIT_BREAKER_FAILURES; i++) breaker.fail();
  expect(breaker.fail()).toBe(PORTRAIT_BREAKER_RESET_MS);
  expect(breaker.open).toBe(true);
  breaker.succeed();
  expect(breaker.open).toBe(false);
  expect(breaker.fail()).toBe(0);
});
