import { expect, test } from 'vitest';
import { FAULTS, type FaultName, SHORT_DURATIONS } from '../faults/faultKinds.ts';
import { breachOf, runFaults } from '../faults/faults.ts';
import { Random } from '../fuzz/random.ts';

/** ms; six processes that start, and three faults of a few seconds each, on a busy machine */
const FAULTS_MS = 120_000;
/** Faults of one run: the whole list is for `npm run faults`. */
const FAULTS_A_RUN = 3;

test('X9 X4 C1 C4 D1 Q24 whatever fails, people draw on, nothing that was called stored is lost, all see the same, portraits resume, logs hold', {
  timeout: FAULTS_MS,
}, async () => {
  const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);
  console.log(`faults: seed ${seed}`);
  const random = new Random(seed);
  const names = (Object.keys(FAULTS) as FaultName[])
    .map((name) => ({ name, at: random.unit() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, FAULTS_A_RUN)
    .map(({ name }) => name);
  const results = await runFaults({
    seed,
    faults: names,
    simulated: true,
    broken: false,
    durations: SHORT_DURATIONS,
  });
  expect(results.map((result) => [result.fault, breachOf(result)])).toEqual(
    names.map((name) => [name, null]),
  );
});

test('X9 the checks of the faults find servers that call stored what Redis never saw', {
  timeout: FAULTS_MS,
}, async () => {
  const [result] = await runFaults({
    seed: 7,
    faults: ['killWorker'],
    simulated: true,
    broken: true,
    // They never become equal.
    durations: { ...SHORT_DURATIONS, heal: 2_000 },
  });
  expect(result && breachOf(result)).toMatch(/are lost|differ/);
});
