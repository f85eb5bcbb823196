import { stat } from 'node:fs/promises';
import { PortraitPipeline } from '../../models/index.ts';
import { manifestFiles } from '../../models/manifest.ts';
import { Weights } from '../../models/weights.ts';
import { changingFace } from '../bench/changingFace.ts';
import { describeGraph } from '../bench/graphCost.ts';
import { median, quantile } from '../bench/statistics.ts';
import { markdownTable, written } from './markdown.ts';
import type { Target } from './targets.ts';
import { atMost } from './targets.ts';

const WARM_UP = 3;
const CHANGES = 20;
const MB = 1e6;

/** What portraits of a set of weights cost on an engine. */
export interface Cost {
  readonly name: string;
  /** ms: a changed stroke → the encoded portrait */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly synthesisMs: number;
  /** MiB that the process grew by; the first set measured also brings the runtime */
  readonly memoryMiB: number;
  /** 10⁹ multiply–accumulates of IS */
  readonly synthesisGmac: number;
  /** 10⁶ bytes of the files that the manifest names */
  readonly sizeMB: number;
}

/** Measured in this process: before anything large is loaded, or the memory is not the pipeline's. */
export async function costOf(weightsDir: string, engine: string): Promise<Cost> {
  const before = process.memoryUsage().rss;
  const pipeline = await PortraitPipeline.load({ weightsDir, engine });
  const timings: { total: number; imageSynthesis: number }[] = [];
  for (let change = 0; change < WARM_UP + CHANGES; change++) {
    const { timings: taken } = await pipeline.render(changingFace(change));
    if (change >= WARM_UP) timings.push(taken);
  }
  const memoryMiB = (process.memoryUsage().rss - before) / 2 ** 20;
  const name = `${pipeline.modelVersion}, ${engine}`;
  await pipeline.dispose();
  const weights = await Weights.open(weightsDir);
  const totals = timings.map(({ total }) => total);
  return {
    name,
    p50Ms: quantile(totals, 0.5),
    p95Ms: quantile(totals, 0.95),
    synthesisMs: median(timings.map(({ imageSynthesis }) => imageSynthesis)),
    memoryMiB,
    synthesisGmac: (await describeGraph(weights.pathOf(weights.manifest.imageSynthesis.file))).gmac,
    sizeMB: await sizeOf(weights),
  };
}

async function sizeOf(weights: Weights): Promise<number> {
  const names = ['manifest.json', ...manifestFiles(weights.manifest)];
  const sizes = await Promise.all(names.map((name) => stat(weights.pathOf(name))));
  return sizes.reduce((sum, { size }) => sum + size, 0) / MB;
}

const COLUMNS: readonly [keyof Omit<Cost, 'name'>, string, number, Target?][] = [
  ['p50Ms', '8 · changed stroke → portrait, median ms', 0],
  ['p95Ms', '8 · … 95 of 100 within, ms', 0],
  ['synthesisMs', '8 · … of it IS, ms', 0],
  ['memoryMiB', '8 · memory added to the process, MiB', 0],
  ['synthesisGmac', '8 · IS, GMAC', 2, atMost(16, 0)],
  ['sizeMB', '8 · weights, MB', 1, atMost(60, 0)],
];

export function costTable(costs: readonly Cost[]): string {
  return markdownTable(
    ['measure', ...costs.map(({ name }) => name), 'target', 'reached'],
    COLUMNS.map(([figure, label, digits, target]) => [
      label,
      ...costs.map((cost) => written(cost[figure], digits)),
      target?.text ?? '',
      target ? costs.map((cost) => (target.reached(cost[figure]) ? 'yes' : 'no')).join(' / ') : '',
    ]),
  );
}
