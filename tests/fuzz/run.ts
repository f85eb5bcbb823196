import { parseArgs } from 'node:util';
import { DEFAULT_OPERATIONS, simulate } from './simulation.ts';

/** Seeds between two lines of progress. */
const SAY_EVERY = 20;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    operations: { type: 'string', default: String(DEFAULT_OPERATIONS) },
    trace: { type: 'boolean', default: false },
  },
});
const [seeds, from, operations] = [values.seeds, values.from, values.operations].map(Number);
if (![seeds, from, operations].every((number) => Number.isInteger(number) && Number(number) >= 0)) {
  console.error('usage: npm run fuzz -- [--seeds N] [--from SEED] [--operations 300] [--trace]');
  process.exit(2);
}

let strokes = 0;
for (let seed = Number(from); seed < Number(from) + Number(seeds); seed++) {
  try {
    strokes += (await simulate(seed, { operations, trace: values.trace ? console.log : undefined })).strokes;
  } catch (error) {
    console.error(`seed ${seed}:`, error);
    console.error(`\nrepeat it: npm run fuzz -- --seeds 1 --from ${seed} --operations ${operations} --trace`);
    process.exit(1);
  }
  const done = seed - Number(from) + 1;
  if (done % SAY_EVERY === 0 || done === seeds) console.log(`${done} of ${seeds} seeds`);
}
console.log(`${seeds} seeds × ${operations} operations: all documents equal (${strokes} strokes)`);
process.exit(0);
