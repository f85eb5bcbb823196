import { join } from 'node:path';
import { defaultWeightsDir, type Engine } from '../../models/index.ts';
import { describeGraph } from './graphCost.ts';
import { median } from './statistics.ts';

const RUNS = 15;

/** IS alone: median ms of one portrait, and its cost. */
export async function timeOurSynthesis(engine: Engine): Promise<{ ms: number; gmac: number }> {
  const file = join(defaultWeightsDir(), 'is.onnx');
  const { gmac, inputs } = await describeGraph(file);
  const graph = await engine.loadGraph(file);
  const spent: number[] = [];
  for (let i = 0; i <= RUNS; i++) {
    const start = performance.now();
    await graph.run(inputs);
    if (i > 0) spent.push(performance.now() - start);
  }
  await graph.dispose();
  return { ms: median(spent), gmac };
}
