import type { Engine } from '../../models/index.ts';
import { BenchGraph, createBenchEngine } from './benchGraph.ts';
import { OnnxModel } from './onnxModel.ts';
import { timeOurSynthesis } from './ourSynthesis.ts';

interface Layer {
  channels: number;
  /** cells: side of the square map */
  size: number;
  kernel: 1 | 3;
}

/** What generators are made of; the best of them is the engine's peak on this machine. */
const LAYERS: Layer[] = [
  { channels: 64, size: 128, kernel: 3 },
  { channels: 128, size: 64, kernel: 3 },
  { channels: 256, size: 32, kernel: 3 },
  { channels: 256, size: 64, kernel: 3 },
  { channels: 256, size: 64, kernel: 1 },
];
/** Equal convolutions in a row, so that reading the input in does not count. */
const DEPTH = 8;
const RUNS = 7;

/** The engine's own best convolution rate, and the share of it that IS reaches. */
export async function peak(): Promise<Record<string, number>> {
  const engine = await createBenchEngine();
  const before = await timeOurSynthesis(engine);
  const rates: Record<string, number> = {};
  for (const layer of LAYERS) {
    const { channels, size, kernel } = layer;
    rates[`conv${kernel}x${kernel}of${channels}at${size}GmacPerSecond`] = await rateOf(engine, layer);
  }
  const after = await timeOurSynthesis(engine);
  await engine.dispose();
  const best = Math.max(...Object.values(rates));
  const ours = before.gmac / ((before.ms + after.ms) / 2000);
  return {
    gmacPerSecond: best,
    synthesisGmacPerSecond: ours,
    synthesisPercent: (100 * ours) / best,
    ...rates,
  };
}

async function rateOf(engine: Engine, { channels, size, kernel }: Layer): Promise<number> {
  const dims = [1, channels, size, size];
  const model = new OnnxModel(dims);
  const edge = (kernel - 1) / 2;
  let from = 'input';
  for (let i = 0; i < DEPTH; i++) {
    const weights = model.constant([channels, channels, kernel, kernel], 1 / (channels * kernel ** 2));
    from = model.add('Conv', [from, weights], {
      kernel_shape: [kernel, kernel],
      pads: [edge, edge, edge, edge],
    });
  }
  const graph = await BenchGraph.load(engine, model, { input: dims, output: dims, from });
  return (DEPTH * channels ** 2 * kernel ** 2 * size ** 2) / 1e9 / ((await graph.time(RUNS)) / 1000);
}
