import { expect, test } from 'vitest';
import { killAgainAndAgain } from '../durability/kills.ts';

const KILLS = 10;
/** ms; a kill takes a start of the server, some seconds on a busy machine */
const TEST_MS = 300_000;

test('D1 D2 what was called stored survives kill -9 at any moment while five people draw', {
  timeout: TEST_MS,
}, async () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const { stored, lost } = await killAgainAndAgain(KILLS, seed);
  expect(lost).toBe(0);
  expect(stored).toBeGreaterThan(KILLS);
});
