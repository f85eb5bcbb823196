import { describe, expect, test } from 'vitest';
import { gaussian, seededRandom, weightedIndex } from './random.ts';

describe('seededRandom', () => {
  test('gives the same numbers for the same seed and others for another', () => {
    const draw = (seed: number) => Array.from({ length: 4 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('is uniform in [0, 1)', () => {
    const random = seededRandom(1);
    const draws = Array.from({ length: 20_000 }, random);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.reduce((a, b) => a + b) / draws.length).toBeCloseTo(0.5, 1);
  });
});

test('gaussian has mean 0 and deviation 1', () => {
  const random = seededRandom(2);
  const draws = Array.from({ length: 20_000 }, () => gaussian(random));
  const mean = draws.reduce((a, b) => a + b) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test('weightedIndex draws in proportion and never an index of weight 0', () => {
  const random = seededRandom(3);
  const counts = [0, 0, 0];
  for (let i = 0; i < 9_000; i++) {
    const index = weightedIndex([1, 0, 2], random);
    counts[index] = (counts[index] as number) + 1;
  }
  expect(counts[1]).toBe(0);
  expect((counts[2] as number) / (counts[0] as number)).toBeCloseTo(2, 0);
});
