import { parseArgs } from 'node:util';
import { attack } from './attack.ts';
import { clusterInk, clusterPortraits } from './cluster.ts';
import { engines } from './engines.ts';
import { interpret } from './interpret.ts';
import { machine } from './machine.ts';
import { peak } from './peak.ts';
import { pipeline } from './pipeline.ts';
import { pool } from './pool.ts';
import { queueWorkers } from './queueWorkers.ts';
import { reference } from './reference.ts';
import { room } from './room.ts';
import { rooms } from './rooms.ts';
import { stages } from './stages.ts';
import { median } from './statistics.ts';
import { markdownTable } from './table.ts';

/** A benchmark: one run's figures by name; the name ends in the unit (`p50Ms`, `serverMiB`). */
export type Benchmark = () => Promise<Record<string, number>>;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    /** of `workers`: how many, and ms of a portrait by an engine that only takes time */
    workers: { type: 'string' },
    simulated: { type: 'string' },
    /** of `workers`: no server and no rooms, the line is filled directly */
    direct: { type: 'boolean', default: false },
    /** of `rooms`: how many at once, as 1,4 */
    rooms: { type: 'string' },
  },
});

const BENCHMARKS: Record<string, { run: Benchmark; runs: number }> = {
  attack: { run: attack, runs: 1 },
  // The only one that needs the packages of `npm test`.
  canvas: { run: async () => (await import('./canvas.ts')).canvas(), runs: 1 },
  cluster: { run: clusterInk, runs: 1 },
  engines: { run: engines, runs: 1 },
  interpret: { run: interpret, runs: 3 },
  peak: { run: peak, runs: 3 },
  pipeline: { run: pipeline, runs: 3 },
  pool: { run: pool, runs: 1 },
  reference: { run: reference, runs: 1 },
  room: { run: room, runs: 3 },
  rooms: { run: () => rooms(values.rooms?.split(',').map(Number)), runs: 1 },
  stages: { run: stages, runs: 1 },
  workers: {
    run: () => {
      if (values.direct) return queueWorkers(Number(values.workers ?? 2));
      const simulatedMs = values.simulated === undefined ? undefined : Number(values.simulated);
      return clusterPortraits({ workers: Number(values.workers ?? 2), simulatedMs });
    },
    runs: 1,
  },
};

const name = positionals[0] ?? '';
const benchmark = BENCHMARKS[name];
if (!benchmark) {
  console.error(`usage: npm run bench -- NAME [--json], NAME one of: ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(2);
}

const runs: Record<string, number>[] = [];
for (let i = 0; i < benchmark.runs; i++) runs.push(await benchmark.run());
const figures = mediansOf(runs);

const { cpu, cores, node } = machine();
console.log(`## ${name}\n\nMedians of ${runs.length} runs on ${cores} × ${cpu}, Node ${node}.\n`);
console.log(markdownTable(figures));
if (values.json) console.log(JSON.stringify({ name, machine: machine(), figures }));

function mediansOf(all: Record<string, number>[]): Record<string, number> {
  const [first = {}] = all;
  return Object.fromEntries(
    Object.keys(first).map((figure) => [
      figure,
      rounded(median(all.map((one) => one[figure] ?? Number.NaN))),
    ]),
  );
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
