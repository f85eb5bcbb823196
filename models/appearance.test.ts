import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { AppearancePrior, type Mixture } from './appearance.ts';
import { writeFixtureWeights } from './testing/fixtureWeights.ts';
import { Weights } from './weights.ts';

const narrow: Mixture = {
  means: Float32Array.of(1, 2),
  factors: Float32Array.of(0, 0),
  rank: 1,
  weights: [1],
};
/** Two components, each along one direction: (0.3, 0.4) and (0, 2). */
const wide: Mixture = {
  means: Float32Array.of(-5, 0, 5, 0),
  factors: Float32Array.of(0.3, 0.4, 0, 2),
  rank: 1,
  weights: [0.5, 0.5],
};
const prior = new AppearancePrior({ any: wide, female: narrow, male: narrow }, 2);

describe('AppearancePrior', () => {
  test('draws the same code for the same seed and search space', () => {
    expect(prior.draw('any', 5)).toEqual(prior.draw('any', 5));
    expect(prior.draw('any', 5)).not.toEqual(prior.draw('any', 6));
  });

  test('draws from the search space it is asked for', () => {
    expect([...prior.draw('female', 9)]).toEqual([1, 2]);
  });

  test('brings a code nearer to the mean of all faces, by a share', () => {
    expect([...prior.nearMean(Float32Array.of(4, 2), 0.5)]).toEqual([2, 1]);
    expect([...prior.nearMean(Float32Array.of(4, 2), 1)]).toEqual([4, 2]);
  });

  test('draws along its component’s own directions, as far as those reach', () => {
    const draws = Array.from({ length: 400 }, (_, seed) => [...prior.draw('any', seed)] as [number, number]);
    const left = draws.filter(([x]) => x < 0).map(([x, y]) => [(x + 5) / 0.3, y / 0.4] as const);
    const right = draws.filter(([x]) => x > 0);
    expect(left.length).toBeGreaterThan(150);
    expect(right.length).toBeGreaterThan(150);
    for (const [a, b] of left) expect(a).toBeCloseTo(b, 4);
    for (const [x] of right) expect(x).toBe(5);
    const deviation = Math.sqrt(left.reduce((sum, [a]) => sum + a * a, 0) / left.length);
    expect(deviation).toBeGreaterThan(0.9);
    expect(deviation).toBeLessThan(1.1);
  });

  test('a set that tells the deviation of each number alone is drawn from as well, half as far', async () => {
    const dir = await writeFixtureWeights({ deviations: true });
    const weights = await Weights.open(dir);
    const old = await AppearancePrior.load(weights);
    const means = await weights.array('appearance-any-means.bin', Float32Array, 2 * 8);
    // Every number strays by 0.5 · 0.3 around the nearer of two means.
    const squares = Array.from({ length: 200 }, (_, seed) => {
      const code = old.draw('any', seed);
      const apart = [means.subarray(0, 8), means.subarray(8)].map((mean) =>
        code.reduce((sum, value, i) => sum + (value - (mean[i] as number)) ** 2, 0),
      );
      return Math.min(...apart) / 8;
    });
    const deviation = Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
    expect(deviation).toBeGreaterThan(0.14);
    expect(deviation).toBeLessThan(0.16);
    await rm(dir, { recursive: true });
  });
});
