import { expect, test } from 'vitest';
import { simulate } from './simulation.ts';

/** More: `npm run fuzz`. A seed that fails there becomes a test of its own here, named after what it found. */
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
/** ms; a fifth of a second on a quiet machine */
const SEED_MS = 30_000;

test.each(SEEDS)(
  'C1 C4 D1 D3 after 300 operations, faults, crashes and undos all documents are one: seed %i',
  { timeout: SEED_MS },
  async (seed) => {
    await simulate(seed);
  },
);

test('a seed repeats itself', { timeout: SEED_MS }, async () => {
  const runs: string[][] = [];
  for (let i = 0; i < 2; i++) {
    const lines: string[] = [];
    const result = await simulate(7, { operations: 100, trace: (line) => lines.push(line) });
    runs.push([...lines, JSON.stringify(result)]);
  }
  expect(runs[1]).toEqual(runs[0]);
});
