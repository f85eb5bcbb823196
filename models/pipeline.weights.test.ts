import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_PORTRAIT_BYTES } from '../shared/limits.ts';
import { PART_IDS } from '../shared/parts.ts';
import { DEFAULT_SETTINGS } from '../shared/settings.ts';
import { PortraitPipeline } from './pipeline.ts';
import { SYNTHETIC_FACE } from './testing/syntheticFace.ts';

/** ms: reading and checking some 80 MB on a busy machine */
const LOAD_TIMEOUT_MS = 60_000;

const strokes = PART_IDS.flatMap((part) =>
  SYNTHETIC_FACE[part].map((points, i) => ({ key: `${part}-${i}`, points })),
);

describe('the shipped weights on the cpu engine', () => {
  let pipeline: PortraitPipeline;
  beforeAll(async () => {
    pipeline = await PortraitPipeline.load();
  }, LOAD_TIMEOUT_MS);
  afterAll(() => pipeline?.dispose());

  const render = (count: number, settings = DEFAULT_SETTINGS, cacheKey?: string) =>
    pipeline.render({ drawing: { strokes: strokes.slice(0, count) }, settings, size: 512, cacheKey });
  const pixels = (image: Uint8Array) => sharp(image).raw().toBuffer();
  const difference = async (a: Uint8Array, b: Uint8Array) => {
    const [first, second] = [await pixels(a), await pixels(b)];
    return first.reduce((sum, value, i) => sum + Math.abs(value - (second[i] as number)), 0) / first.length;
  };

  test('draw a picture within the limit of bytes, from blank paper too', async () => {
    for (const count of [0, strokes.length]) {
      const { image, size } = await render(count);
      expect(size).toBe(512);
      expect(image.byteLength).toBeLessThanOrEqual(MAX_PORTRAIT_BYTES);
      const { channels } = await sharp(image).stats();
      expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(5);
    }
  });

  test('give the same picture for the same drawing, from the cache and anew', async () => {
    await render(5, DEFAULT_SETTINGS, 'room');
    const cached = await render(strokes.length, DEFAULT_SETTINGS, 'room');
    const anew = await render(strokes.length);
    expect(Buffer.compare(cached.image, anew.image)).toBe(0);
  });

  test('change the picture with the drawing, the refinement and the appearance seed', async () => {
    const whole = await render(strokes.length);
    const keep = Object.fromEntries(PART_IDS.map((part) => [part, 0])) as typeof DEFAULT_SETTINGS.refine;
    const others = [
      await render(3),
      await render(strokes.length, { ...DEFAULT_SETTINGS, refine: keep }),
      await render(strokes.length, { ...DEFAULT_SETTINGS, appearanceSeed: 2 }),
    ];
    for (const other of others) expect(await difference(whole.image, other.image)).toBeGreaterThan(0.5);
  });

  test('find ten different neighbours a part', async () => {
    const { neighbours } = await render(strokes.length);
    for (const part of PART_IDS) {
      expect(new Set(neighbours[part].map(({ face }) => face)).size).toBe(10);
      expect(neighbours[part].reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4);
    }
  });
});
