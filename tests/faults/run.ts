import { parseArgs } from 'node:util';
import { machine } from '../bench/machine.ts';
import { FAULTS, type FaultName, FULL_DURATIONS, SHORT_DURATIONS } from './faultKinds.ts';
import { breachOf, runFaults } from './faults.ts';

const NAMES = Object.keys(FAULTS) as FaultName[];
const USAGE = `usage: npm run faults -- [--seed SEED] [--faults NAME,…] [--short] [--simulated] [--broken] [--json]
  faults: ${NAMES.join(', ')}
  --short      pauses and cuts of 5 s instead of 20 and 30
  --simulated  workers with an engine that only takes the time of the real one
  --broken     servers that call stored what Redis never saw: the checks must find that`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    faults: { type: 'string', default: NAMES.join() },
    short: { type: 'boolean', default: false },
    simulated: { type: 'boolean', default: false },
    broken: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const faults = values.faults.split(',') as FaultName[];
if (!Number.isInteger(seed) || !faults.every((name) => NAMES.includes(name))) {
  console.error(USAGE);
  process.exit(2);
}

const { simulated, broken } = values;
console.log(`seed ${seed}`);
const results = await runFaults({
  seed,
  faults,
  simulated,
  broken,
  durations: values.short ? SHORT_DURATIONS : FULL_DURATIONS,
  onResult: (result) => {
    const { fault, drawn, stored, lost, diverged, resumeMs, workerMs } = result;
    const figures = `${drawn} drawn, ${stored} stored, ${lost} lost, ${diverged} diverged, portraits after ${resumeMs} ms (worker ${workerMs})`;
    console.log(`${fault.padEnd(13)} ${figures}  ${breachOf(result) ?? 'holds'}`);
  },
});
const breaches = results.filter((result) => breachOf(result) !== null);
console.log(`${results.length} faults, ${breaches.length} breaches (seed ${seed})`);
if (values.json) console.log(JSON.stringify({ name: 'faults', machine: machine(), seed, results }));
process.exit(breaches.length === 0 ? 0 : 1);
