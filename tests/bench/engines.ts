import { EngineError, listEngines, PortraitPipeline } from '../../models/index.ts';
import { BENCH_THREADS } from './benchGraph.ts';
import { changingFace } from './changingFace.ts';
import { median } from './statistics.ts';

const WARM_UP = 3;
const CHANGES = 15;

/** Every engine that this machine can use: a changed stroke → the encoded 512² portrait, and IS alone. */
export async function engines(): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const { definition, availability } of await listEngines()) {
    if (!availability.available) continue;
    const { name } = definition;
    const portraits = await PortraitPipeline.load({ engine: name, threads: BENCH_THREADS }).catch((error) => {
      if (error instanceof EngineError) return null;
      throw error;
    });
    // Its files are here, but not its GPU: "npm run engines" says why.
    if (!portraits) continue;
    const timings: { total: number; imageSynthesis: number }[] = [];
    for (let change = 0; change < WARM_UP + CHANGES; change++) {
      const rendered = await portraits.render(changingFace(change));
      if (change >= WARM_UP) timings.push(rendered.timings);
    }
    await portraits.dispose();
    figures[`${name}TotalMs`] = median(timings.map(({ total }) => total));
    figures[`${name}ImageSynthesisMs`] = median(timings.map(({ imageSynthesis }) => imageSynthesis));
  }
  return figures;
}
