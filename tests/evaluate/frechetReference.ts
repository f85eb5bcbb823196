import { seededRandom } from '../../models/random.ts';
import { chooseSome } from './chooseSome.ts';
import { frechetDistance } from './frechet.ts';
import { mean } from './statistics.ts';

const DRAWS = 20;

/**
 * Fréchet distance of the test photos to equally many random training photos, mean of 20 draws: what
 * other photos of the same kind have. NaN where there are too few.
 */
export function frechetReference(
  test: readonly Float32Array[],
  training: readonly Float32Array[],
  seed: number,
): number {
  if (test.length < 2 || training.length < test.length) return Number.NaN;
  const random = seededRandom(seed);
  const draws = Array.from({ length: DRAWS }, () =>
    frechetDistance(test, chooseSome(training, test.length, Math.floor(random() * 2 ** 32))),
  );
  return mean(draws);
}
