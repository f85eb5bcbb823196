import { join } from 'node:path';
import { defaultWeightsDir } from '../../models/index.ts';
import { PART_IDS } from '../../shared/parts.ts';
import { describeGraph } from './graphCost.ts';
import { pipeline } from './pipeline.ts';

/** What a stroke costs stage by stage: ms, and for the networks 10⁹ multiply–accumulates and MiB written. */
export async function stages(): Promise<Record<string, number>> {
  const figures = await pipeline();
  const file = (name: string) => join(defaultWeightsDir(), `${name}.onnx`);
  for (const [stage, prefix] of [
    ['componentEmbedding', 'ce'],
    ['featureMapping', 'fm'],
  ] as const) {
    const costs = await Promise.all(PART_IDS.map((part) => describeGraph(file(`${prefix}-${part}`))));
    const share = (of: 'gmac' | 'writtenMiB') => costs.map((cost) => cost[of]);
    figures[`${stage}AllPartsGmac`] = share('gmac').reduce((a, b) => a + b, 0);
    figures[`${stage}LargestPartGmac`] = Math.max(...share('gmac'));
    figures[`${stage}AllPartsMiB`] = share('writtenMiB').reduce((a, b) => a + b, 0);
  }
  const synthesis = await describeGraph(file('is'));
  figures.imageSynthesisGmac = synthesis.gmac;
  figures.imageSynthesisMiB = synthesis.writtenMiB;
  return figures;
}
