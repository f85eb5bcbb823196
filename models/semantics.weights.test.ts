import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StrokeLabels } from '../shared/semantics/labels.ts';
import { DEFAULT_SETTINGS } from '../shared/settings.ts';
import { LABELLED_FACES } from '../tests/support/labelledFaces.ts';
import type { LabelledStroke } from '../tests/support/labelledLines.ts';
import { PortraitPipeline } from './pipeline.ts';
import { removeWeights, writeSemanticsWeights } from './testing/semanticsWeights.ts';

/** ms: a few portraits on one thread, half of them in WebAssembly, on a busy machine */
const TIMEOUT_MS = 120_000;
const FACE = LABELLED_FACES['a woman with long hair'] as readonly LabelledStroke[];
const strokes = FACE.map(({ points }, i) => ({ key: `${i}`, points }));
const labels = new Map(FACE.flatMap(({ label }, i) => (label ? [[`${i}`, label] as const] : [])));

let weightsDir: string;
beforeAll(async () => {
  weightsDir = await writeSemanticsWeights();
});
afterAll(() => removeWeights(weightsDir));

async function portraits(engine: string, ...all: (StrokeLabels | undefined)[]): Promise<Buffer[]> {
  const pipeline = await PortraitPipeline.load({ engine, weightsDir, threads: 1 });
  const drawn: Buffer[] = [];
  for (const labels of all) {
    const drawing = { strokes, ...(labels && { labels }) };
    const { image } = await pipeline.render({
      drawing,
      settings: DEFAULT_SETTINGS,
      size: 256,
      format: 'png',
    });
    drawn.push(await sharp(image).raw().toBuffer());
  }
  await pipeline.dispose();
  return drawn;
}

/** 0…1 */
function difference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] as number)), 0) / a.length / 255;
}

test(
  'T11 drawings by hand are interpreted where nobody labelled them; cpu and wasm draw what their labels say alike',
  async () => {
    const [said, understood, nothing] = (await portraits('cpu', labels, undefined, new Map())) as [
      Buffer,
      Buffer,
      Buffer,
    ];
    expect(difference(said, nothing)).toBeGreaterThan(1 / 255);
    expect(difference(said, understood)).toBeLessThan(difference(said, nothing));
    const [other] = (await portraits('wasm', labels)) as [Buffer];
    expect(difference(said, other)).toBeLessThanOrEqual(1 / 255);
  },
  TIMEOUT_MS,
);
