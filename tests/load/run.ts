import { parseArgs } from 'node:util';
import { machine } from '../bench/machine.ts';
import { markdownTable } from '../bench/table.ts';
import { load } from './load.ts';
import { storm } from './storm.ts';
import { startCluster, startLimn, startPeer, type Target } from './target.ts';

const USAGE = `usage: npm run load -- [--rooms 20] [--people 30] [--minutes 3] [--json]
  --servers  several servers on one Redis, people spread over them, ink only
  --storm    everyone reconnects within 5 s
  --compare  the same load, ink only, on two other servers too
  --soak     (npm run soak) 4 rooms of 5 people, 30 minutes`;

const { values } = parseArgs({
  options: {
    rooms: { type: 'string' },
    people: { type: 'string' },
    minutes: { type: 'string' },
    servers: { type: 'string' },
    storm: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const defaults = values.soak ? { rooms: 4, people: 5, minutes: 30 } : { rooms: 20, people: 30, minutes: 3 };
const options = {
  rooms: Number(values.rooms ?? defaults.rooms),
  people: Number(values.people ?? defaults.people),
  minutes: Number(values.minutes ?? defaults.minutes),
};
if (!Object.values(options).every((value) => value > 0)) {
  console.error(USAGE);
  process.exit(2);
}

if (values.compare) {
  const figures: Record<string, number> = {};
  for (const start of [
    () => startLimn({ portraits: false }),
    () => startPeer('yWebsocket'),
    () => startPeer('hocuspocus'),
  ]) {
    const { name, figures: its } = await on(await start(), (target) => load(target, options));
    for (const [figure, value] of Object.entries(its)) figures[`${name}.${figure}`] = value;
  }
  say('compare', figures);
} else if (values.servers) {
  const target = await startCluster(Number(values.servers), (person) => person);
  say('load', (await on(target, (one) => load(one, options))).figures);
} else if (values.storm) {
  say('storm', (await on(await startLimn({ portraits: false }), (target) => storm(target, options))).figures);
} else {
  say(
    values.soak ? 'soak' : 'load',
    (await on(await startLimn({ portraits: true }), (target) => load(target, options))).figures,
  );
}
process.exit(0);

async function on(target: Target, run: (target: Target) => Promise<Record<string, number>>) {
  try {
    return { name: target.name, figures: await run(target) };
  } finally {
    await target.stop();
  }
}

function say(name: string, measured: Record<string, number>): void {
  const figures = Object.fromEntries(
    Object.entries(measured).map(([key, value]) => [key, Math.round(value * 100) / 100]),
  );
  const { cpu, cores, node } = machine();
  const { rooms, people, minutes } = options;
  console.log(
    `## ${name}: ${rooms} rooms × ${people} people, ${minutes} minutes; ${cores} × ${cpu}, Node ${node}\n`,
  );
  console.log(markdownTable(figures));
  if (values.json) console.log(JSON.stringify({ name, machine: machine(), figures }));
}
