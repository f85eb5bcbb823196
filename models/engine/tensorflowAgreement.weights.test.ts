import { expect, test } from 'vitest';
import { AGREEMENT_SEED, disagreements } from '../testing/agreement.ts';
import { tensorflowEngine } from './tensorflowEngine.ts';

/** ms: twenty portraits on one thread, on a busy machine */
const TIMEOUT_MS = 300_000;

const availability = await tensorflowEngine.availability();

test(
  `cpu and tensorflow draw the same ten portraits with the shipped weights (seed ${AGREEMENT_SEED})`,
  async ({ skip }) => {
    if (!availability.available) skip(availability.reason);
    for (const difference of await disagreements('cpu', 'tensorflow')) {
      expect(difference).toBeLessThanOrEqual(1 / 255);
    }
  },
  TIMEOUT_MS,
);
