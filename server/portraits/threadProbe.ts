import { timeSynthesis } from '../../models/index.ts';

/** A process that prints how long a portrait's synthesis takes with each number of threads: `[[1, 92.1], …]`. */
const { counts, weightsDir } = JSON.parse(process.argv[2] ?? '{}') as {
  counts: number[];
  weightsDir?: string;
};
const times: [number, number][] = [];
for (const threads of counts) times.push([threads, await timeSynthesis(threads, weightsDir)]);
process.stdout.write(JSON.stringify(times));
