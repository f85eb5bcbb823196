import { expect, test } from 'vitest';
import { AGREEMENT_SEED, disagreements } from '../testing/agreement.ts';

/** ms: twenty portraits on one thread, half of them in WebAssembly, on a busy machine */
const TIMEOUT_MS = 300_000;

test(
  `cpu and wasm draw the same ten portraits with the shipped weights (seed ${AGREEMENT_SEED})`,
  async () => {
    for (const difference of await disagreements('cpu', 'wasm'))
      expect(difference).toBeLessThanOrEqual(1 / 255);
  },
  TIMEOUT_MS,
);
