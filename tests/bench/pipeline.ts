import { type InkStroke, PortraitPipeline, STAGES, type Timings } from '../../models/index.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { faceDrawing } from '../support/faceDrawing.ts';
import { median, quantile } from './statistics.ts';

const WARM_UP = 5;
const CHANGES = 60;

/** A changed stroke of a finished face → the encoded 512² portrait, in this process, on the server's default engine. */
export async function pipeline(): Promise<Record<string, number>> {
  const portraits = await PortraitPipeline.load({
    engine: process.env.PORTRAIT_ENGINE,
    threads: Number(process.env.PORTRAIT_THREADS ?? 2),
  });
  const strokes = strokesOf(0);
  const timings: Timings[] = [];
  let bytes = 0;
  for (let change = 0; change < WARM_UP + CHANGES; change++) {
    const changed = change % strokes.length;
    strokes[changed] = strokesOf(change + 1)[changed] as InkStroke;
    const rendered = await portraits.render(
      { drawing: { strokes: [...strokes] }, settings: DEFAULT_SETTINGS, size: 512, cacheKey: 'bench' },
      () => {},
    );
    if (change >= WARM_UP) timings.push(rendered.timings);
    bytes = rendered.image.byteLength;
  }
  await portraits.dispose();

  const totals = timings.map((timing) => timing.total);
  return {
    p50Ms: quantile(totals, 0.5),
    p95Ms: quantile(totals, 0.95),
    ...Object.fromEntries(STAGES.map((stage) => [`${stage}Ms`, median(timings.map((one) => one[stage]))])),
    portraitKiB: bytes / 1024,
    processMiB: process.memoryUsage().rss / 2 ** 20,
  };
}

/** A face's strokes; the key tells them from every other seed's. */
function strokesOf(seed: number): InkStroke[] {
  return faceDrawing(seed).map(({ name, places }) => ({ key: `${name} ${seed}`, points: places }));
}
