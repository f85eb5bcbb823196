import { defineConfig } from 'vitest/config';

/** ms; a browser test starts a server and loads pages */
const E2E_TIMEOUT_MS = 90_000;
/** ms; an integration test starts a server, sometimes twice */
const INTEGRATION_TIMEOUT_MS = 30_000;

export default defineConfig({
  test: {
    // tests wait more than they compute: with one worker less, as by default, a small machine would idle
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{shared,models,server,client,infra,tests/evaluate,tests/fuzz,tests/durability}/**/*.test.ts',
            'tests/*.test.ts',
            'infra/**/*.test.mjs',
          ],
          exclude: ['models/training/**', '**/node_modules/**'],
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: INTEGRATION_TIMEOUT_MS,
          hookTimeout: INTEGRATION_TIMEOUT_MS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'attackers',
          include: ['tests/attackers/**/*.test.ts'],
          testTimeout: INTEGRATION_TIMEOUT_MS,
          hookTimeout: INTEGRATION_TIMEOUT_MS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: E2E_TIMEOUT_MS,
          hookTimeout: E2E_TIMEOUT_MS,
          // one browser and one server at a time: two take longer than one after the other on two cores
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
