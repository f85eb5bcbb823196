import { expect, test } from 'vitest';
import { gaussian, seededRandom } from '../../models/random.ts';
import { frechetDistance } from './frechet.ts';
import { frechetReference } from './frechetReference.ts';

const COUNT = 4000;

function draws(seed: number, means: readonly number[], deviations: readonly number[]): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: COUNT }, () =>
    Float32Array.from(means, (mean, i) => mean + (deviations[i] as number) * gaussian(random)),
  );
}

test('a set has no distance to itself', () => {
  const set = draws(1, [0, 1, 2], [1, 2, 3]);
  expect(frechetDistance(set, set)).toBeCloseTo(0, 6);
});

test('moved Gaussians lie the square of the shift apart', () => {
  const a = draws(1, [0, 0], [1, 1]);
  const b = a.map((vector) => Float32Array.from(vector, (value, i) => value + (i === 0 ? 3 : 4)));
  expect(frechetDistance(a, b)).toBeCloseTo(25, 3);
});

test('Gaussians of other spread lie the squared difference of the deviations apart', () => {
  // independent axes: Σ (σ₁ − σ₂)² = (1 − 2)² + (3 − 1)²
  expect(frechetDistance(draws(1, [0, 0], [1, 3]), draws(2, [0, 0], [2, 1]))).toBeCloseTo(5, 0);
});

test('turned Gaussians of the same spread differ', () => {
  const random = seededRandom(3);
  const pairs = Array.from({ length: COUNT }, () => [gaussian(random), gaussian(random)] as const);
  const up = pairs.map(([u, v]) => Float32Array.of(u + 0.1 * v, u - 0.1 * v));
  const down = pairs.map(([u, v]) => Float32Array.of(u + 0.1 * v, -u + 0.1 * v));
  // covariances along (1, 1) and (1, −1): C₁^½ C₂ C₁^½ = 4 · 0.01 · I, so 4 · 1.01 − 4 · 0.2
  expect(frechetDistance(up, down)).toBeCloseTo(3.24, 0);
});

test('fewer vectors than dimensions are no obstacle', () => {
  const few = draws(1, Array(20).fill(0), Array(20).fill(1)).slice(0, 5);
  expect(frechetDistance(few, few)).toBeCloseTo(0, 5);
});

test('the reference compares as many training photos as there are test photos, and is the same for a seed', () => {
  const training = draws(4, [0, 0], [1, 1]);
  const test = draws(5, [0, 0], [1, 1]).slice(0, 50);
  const reference = frechetReference(test, training, 9);
  expect(reference).toBe(frechetReference(test, training, 9));
  expect(reference).toBeGreaterThan(frechetDistance(test, training));
  expect(frechetReference(training, test, 9)).toBeNaN();
});
