import { PortraitPipeline, STAGES, type Timings } from '../../models/index.ts';
import { BENCH_ENGINE, BENCH_THREADS } from './benchGraph.ts';
import { changingFace } from './changingFace.ts';
import { median, quantile } from './statistics.ts';

const WARM_UP = 5;
const CHANGES = 60;

/** A changed stroke of a finished face → the encoded 512² portrait, in this process, on the server's default engine. */
export async function pipeline(): Promise<Record<string, number>> {
  const portraits = await PortraitPipeline.load({ engine: BENCH_ENGINE, threads: BENCH_THREADS });
  const timings: Timings[] = [];
  const shadows: number[] = [];
  let bytes = 0;
  for (let change = 0; change < WARM_UP + CHANGES; change++) {
    const request = changingFace(change);
    const start = performance.now();
    const rendered = await portraits.render(request, () => {
      if (change >= WARM_UP) shadows.push(performance.now() - start);
    });
    if (change >= WARM_UP) timings.push(rendered.timings);
    bytes = rendered.image.byteLength;
  }
  await portraits.dispose();

  const totals = timings.map((timing) => timing.total);
  return {
    p50Ms: quantile(totals, 0.5),
    p95Ms: quantile(totals, 0.95),
    shadowMs: median(shadows),
    ...Object.fromEntries(STAGES.map((stage) => [`${stage}Ms`, median(timings.map((one) => one[stage]))])),
    portraitKiB: bytes / 1024,
    processMiB: process.memoryUsage().rss / 2 ** 20,
  };
}
