import { describe, expect, test } from 'vitest';
import { AppearancePrior, type Mixture } from './appearance.ts';

const narrow: Mixture = { means: Float32Array.of(1, 2), deviations: Float32Array.of(0, 0), weights: [1] };
const wide: Mixture = {
  means: Float32Array.of(-5, 0, 5, 0),
  deviations: Float32Array.of(1, 1, 1, 1),
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

  test('stays at half a deviation around a component', () => {
    const draws = Array.from({ length: 400 }, (_, seed) => prior.draw('any', seed)[0] as number);
    const offsets = draws.map((value) => Math.abs(value) - 5);
    const deviation = Math.sqrt(offsets.reduce((sum, x) => sum + x * x, 0) / offsets.length);
    expect(deviation).toBeGreaterThan(0.4);
    expect(deviation).toBeLessThan(0.6);
    expect(draws.some((value) => value > 0) && draws.some((value) => value < 0)).toBe(true);
  });
});
