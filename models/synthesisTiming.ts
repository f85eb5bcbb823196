import { createEngine } from './engine/engines.ts';
import { ImageSynthesis } from './imageSynthesis.ts';
import { Weights } from './weights.ts';
import { defaultWeightsDir } from './weightsDir.ts';

const RUNS = 3;

/** Best of three: ms that IS takes on the processor with that many threads. @throws WeightsError, EngineError */
export async function timeSynthesis(threads: number, weightsDir = defaultWeightsDir()): Promise<number> {
  const weights = await Weights.open(weightsDir);
  const engine = await createEngine('cpu', { threads });
  const synthesis = await ImageSynthesis.load(weights, engine);
  const { canvas, imageSynthesis } = weights.manifest;
  const features = new Float32Array(canvas.channels * canvas.size ** 2);
  const appearance = new Float32Array(imageSynthesis.appearanceSize);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    await synthesis.synthesise(features, appearance);
    // The first run also brings the weights into the caches.
    if (run > 0) best = Math.min(best, performance.now() - start);
  }
  await engine.dispose();
  return best;
}
