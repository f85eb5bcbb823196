import { rm } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PART_IDS } from '../shared/parts.ts';
import { DEFAULT_SETTINGS, type RoomSettings } from '../shared/settings.ts';
import { packTones, TONES_SIDE } from '../shared/shading.ts';
import type { InkStroke } from './inkRaster.ts';
import { PortraitPipeline, type RenderRequest } from './pipeline.ts';
import type { EncodedPicture } from './portraitEncoder.ts';
import { STAGES } from './stageTimings.ts';
import { FakeEngine } from './testing/fakeEngine.ts';
import { writeFixtureWeights } from './testing/fixtureWeights.ts';
import { Weights } from './weights.ts';

const line = (key: string, ...points: [number, number][]): InkStroke => ({
  key,
  points: points.map(([x, y]) => ({ x, y })),
});
const LEFT_EYE = line('eye', [165, 240], [192, 228], [218, 242]);
const MOUTH = line('mouth', [205, 372], [252, 380], [300, 372]);
const HAIR = line('hair', [110, 300], [110, 120], [250, 60], [400, 130], [400, 300]);

let dir: string;
let weights: Weights;
let engine: FakeEngine;
let pipeline: PortraitPipeline;

beforeAll(async () => {
  dir = await writeFixtureWeights();
  weights = await Weights.open(dir);
});
afterAll(() => rm(dir, { recursive: true }));
beforeEach(async () => {
  engine = new FakeEngine();
  pipeline = await PortraitPipeline.create(weights, engine);
});

const NOWHERE = Object.fromEntries(PART_IDS.map((part) => [part, 0])) as RoomSettings['fidelity'];

function request(strokes: InkStroke[], settings: Partial<RoomSettings> = {}): RenderRequest {
  return {
    drawing: { strokes },
    settings: { ...DEFAULT_SETTINGS, ...settings },
    size: 256,
    cacheKey: 'room',
  };
}

const picture = (image: Uint8Array) => sharp(image).raw().toBuffer();

describe('PortraitPipeline', () => {
  test('answers with a picture of the wished size, its version, its engine and every stage', async () => {
    const portrait = await pipeline.render({ ...request([LEFT_EYE]), size: 512 });
    const metadata = await sharp(portrait.image).metadata();
    expect([metadata.format, metadata.width]).toEqual(['webp', 512]);
    expect([portrait.modelVersion, portrait.engine]).toEqual(['fixture-1', 'fake']);
    expect(Object.keys(portrait.timings).sort()).toEqual([...STAGES, 'total'].sort());
  });

  test('a blend of one and the same drawing is that drawing’s portrait; another drawing changes it', async () => {
    const { drawing, settings } = {
      ...request([MOUTH]),
      settings: { ...DEFAULT_SETTINGS, fidelity: NOWHERE },
    };
    const alone = await pipeline.render({ drawing, settings, size: 512, format: 'png' });
    const doubled = await pipeline.render({
      drawing,
      settings,
      size: 512,
      format: 'png',
      blend: [{ drawing, settings }],
    });
    expect(doubled.image).toEqual(alone.image);
    const other = { drawing: { strokes: [line('other', [205, 352], [252, 340], [300, 352])] }, settings };
    const blended = await pipeline.render({ drawing, settings, size: 512, format: 'png', blend: [other] });
    const swapped = await pipeline.render({
      ...other,
      size: 512,
      format: 'png',
      blend: [{ drawing, settings }],
    });
    expect(blended.image).not.toEqual(alone.image);
    expect(swapped.image).toEqual(blended.image);
  });

  test('draws a prior face for blank paper without embedding anything', async () => {
    const portrait = await pipeline.render(request([]));
    expect(engine.takeRuns()).toEqual([...PART_IDS.map((part) => `fm-${part}`), 'is'].sort());
    expect(portrait.neighbours.nose).toHaveLength(10);
    expect(portrait.neighbours.nose).toEqual(portrait.neighbours.mouth);
  });

  test('embeds again only the parts that a stroke touches', async () => {
    await pipeline.render(request([LEFT_EYE, MOUTH, HAIR]));
    engine.takeRuns();
    await pipeline.render(request([LEFT_EYE, MOUTH, HAIR, line('lip', [210, 390], [290, 390])]));
    expect(engine.takeRuns().filter((name) => name.startsWith('ce'))).toEqual(['ce-mouth']);
  });

  test('runs nothing again when nothing changed, and gives the same picture', async () => {
    const first = await pipeline.render(request([LEFT_EYE, MOUTH]));
    engine.takeRuns();
    const second = await pipeline.render(request([LEFT_EYE, MOUTH]));
    expect(engine.takeRuns()).toEqual([]);
    expect(Buffer.compare(first.image, second.image)).toBe(0);
  });

  test('a render from the cache equals one from scratch, whatever came before', async () => {
    await pipeline.render(request([LEFT_EYE, HAIR]));
    await pipeline.render(request([LEFT_EYE, MOUTH, HAIR], { searchSpace: 'male' }));
    const cached = await pipeline.render(request([MOUTH, HAIR]));
    const fresh = await pipeline.render({ ...request([MOUTH, HAIR]), cacheKey: undefined });
    expect(Buffer.compare(cached.image, fresh.image)).toBe(0);
  });

  test('a raster gives what its strokes give', async () => {
    const { InkRaster } = await import('./inkRaster.ts');
    const ink = new InkRaster(pipeline.rasterSize, pipeline.penWidth);
    ink.update([LEFT_EYE, HAIR]);
    const byRaster = await pipeline.render({
      ...request([]),
      drawing: { raster: ink.pixels },
      cacheKey: undefined,
    });
    const byStrokes = await pipeline.render(request([LEFT_EYE, HAIR]));
    expect(Buffer.compare(byRaster.image, byStrokes.image)).toBe(0);
  });

  test('refuses a raster of another size', async () => {
    const wrong = { ...request([]), drawing: { raster: new Float32Array(9) } };
    await expect(pipeline.render(wrong)).rejects.toThrow(/9 pixels/);
  });

  test('refinement changes the part it is for and no other', async () => {
    const refine = { ...DEFAULT_SETTINGS.refine, mouth: 0 };
    await pipeline.render(request([LEFT_EYE, MOUTH, HAIR]));
    engine.takeRuns();
    await pipeline.render(request([LEFT_EYE, MOUTH, HAIR], { refine }));
    expect(engine.takeRuns()).toEqual(['fm-mouth', 'is']);
  });

  test('neighbours are of the search space', async () => {
    const { neighbours } = await pipeline.render(request([LEFT_EYE, HAIR], { searchSpace: 'male' }));
    for (const part of PART_IDS) {
      expect(neighbours[part].every(({ face }) => face % 2 === 1)).toBe(true);
    }
  });

  test('the appearance seed changes the colours', async () => {
    const a = await pipeline.render(request([LEFT_EYE], { appearanceSeed: 1 }));
    const b = await pipeline.render(request([LEFT_EYE], { appearanceSeed: 2 }));
    expect(Buffer.compare(await picture(a.image), await picture(b.image))).not.toBe(0);
  });

  test('hands out the shadow guide before the portrait, and only where it is on', async () => {
    const order: string[] = [];
    let shadow: EncodedPicture | undefined;
    await pipeline
      .render(request([LEFT_EYE]), (picture) => {
        shadow = picture;
        order.push('shadow');
      })
      .then(() => order.push('portrait'));
    expect(order).toEqual(['shadow', 'portrait']);
    const metadata = await sharp(shadow?.image).metadata();
    expect([metadata.format, metadata.width, metadata.hasAlpha]).toEqual(['webp', 256, true]);
    await pipeline.render(request([LEFT_EYE], { shadow: false }), () => order.push('unwanted'));
    expect(order).not.toContain('unwanted');
  });

  test('concurrent renders run one after the other, and a failed one does not block the next', async () => {
    const wrong = pipeline.render({ ...request([]), drawing: { raster: new Float32Array(1) } });
    const rooms = ['a', 'b', 'c'].map((cacheKey) => pipeline.render({ ...request([MOUTH]), cacheKey }));
    await expect(wrong).rejects.toThrow();
    await Promise.all(rooms);
    expect(engine.mostAtOnce).toBe(1);
  });

  test('a forgotten drawing is embedded anew', async () => {
    await pipeline.render(request([MOUTH]));
    pipeline.forget('room');
    engine.takeRuns();
    await pipeline.render(request([MOUTH]));
    expect(engine.takeRuns()).toContain('ce-mouth');
  });

  test('manifoldDistances are null for parts without ink', async () => {
    const { InkRaster } = await import('./inkRaster.ts');
    const ink = new InkRaster(pipeline.rasterSize, pipeline.penWidth);
    ink.update([MOUTH]);
    const distances = await pipeline.manifoldDistances(ink.pixels);
    expect(distances.mouth).toBeGreaterThan(0);
    expect(distances.nose).toBeNull();
  });
});

describe('H1 H2 fidelity', () => {
  const everywhere = (a: number) =>
    Object.fromEntries(PART_IDS.map((part) => [part, a])) as RoomSettings['fidelity'];
  let faithful: PortraitPipeline;
  let folder: string;
  beforeAll(async () => {
    folder = await writeFixtureWeights({ fidelity: true });
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    engine = new FakeEngine();
    faithful = await PortraitPipeline.create(await Weights.open(folder), engine);
  });

  test('reads the strokes again only when they changed, not when the fidelity did', async () => {
    await faithful.render(request([LEFT_EYE, MOUTH], { fidelity: everywhere(1) }));
    expect(engine.takeRuns()).toContain('fidelity');
    await faithful.render(request([LEFT_EYE, MOUTH], { fidelity: everywhere(0.4) }));
    expect(engine.takeRuns()).toEqual(['is']);
    await faithful.render(request([LEFT_EYE], { fidelity: everywhere(0.4) }));
    expect(engine.takeRuns()).toContain('fidelity');
  });

  test('at 0 the strokes are not read, and the portrait is that of weights without the network', async () => {
    const plausible = await faithful.render(request([LEFT_EYE, MOUTH], { fidelity: everywhere(0) }));
    expect(engine.takeRuns()).not.toContain('fidelity');
    const without = await pipeline.render(request([LEFT_EYE, MOUTH], { fidelity: everywhere(1) }));
    expect(Buffer.compare(await picture(plausible.image), await picture(without.image))).toBe(0);
  });

  test('of one part it changes the portrait in that part’s window alone', async () => {
    const png = async (fidelity: RoomSettings['fidelity']) => {
      const wish = { ...request([LEFT_EYE, MOUTH], { fidelity }), format: 'png' as const };
      return sharp((await faithful.render(wish)).image)
        .raw()
        .toBuffer({ resolveWithObject: true });
    };
    const [before, after] = [await png(everywhere(0)), await png({ ...everywhere(0), mouth: 1 })];
    const { width, channels } = before.info;
    const changed = new Set<number>();
    before.data.forEach((value, i) => {
      if (value !== after.data[i]) changed.add(Math.floor(i / channels / width));
    });
    expect(changed.size).toBeGreaterThan(0);
    // The mouth's window, at half the canvas' size.
    for (const row of changed) expect(row >= 140 && row < 236).toBe(true);
  });
});

describe('I8 I9 shading', () => {
  const tones = packTones(
    Float32Array.from({ length: TONES_SIDE ** 2 }, (_, cell) => (cell % 16 < 4 ? 1 : 0)),
  );
  const shaded = (amount: number) => ({ shading: { tones, amount } });

  test('changes the portrait after the synthesis, which does not run again', async () => {
    const plain = await pipeline.render(request([LEFT_EYE]));
    const runs = engine.runs.is;
    const after = await pipeline.render(request([LEFT_EYE], shaded(0.8)));
    expect(await picture(after.image)).not.toEqual(await picture(plain.image));
    const none = await pipeline.render(request([LEFT_EYE], shaded(0)));
    expect(none.image).toEqual(plain.image);
    expect([runs, engine.runs.is]).toEqual([1, 1]);
  });

  test('is left out where nothing is drawn, and of a blend', async () => {
    const blank = await pipeline.render(request([]));
    expect((await pipeline.render(request([], shaded(1)))).image).toEqual(blank.image);
    const { drawing, settings } = request([LEFT_EYE], { ...shaded(1), fidelity: NOWHERE });
    const blend = [{ drawing: { strokes: [MOUTH] }, settings: DEFAULT_SETTINGS }];
    const blended = await pipeline.render({ drawing, settings, size: 256, blend });
    const unshaded = { ...settings, shading: DEFAULT_SETTINGS.shading };
    expect(blended.image).toEqual(
      (await pipeline.render({ drawing, settings: unshaded, size: 256, blend })).image,
    );
  });
});
