import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { STROKE_CLASSES, type StrokeClass } from '../shared/semantics/strokeClasses.ts';
import { DEFAULT_SETTINGS } from '../shared/settings.ts';
import { InkRaster, type InkStroke } from './inkRaster.ts';
import { StrokeInterpreter } from './interpretation/strokeInterpreter.ts';
import { type Drawing, PortraitPipeline, type RenderRequest } from './pipeline.ts';
import { FakeEngine } from './testing/fakeEngine.ts';
import { FIXTURE_SIZE, writeFixtureWeights } from './testing/fixtureWeights.ts';
import { Weights } from './weights.ts';

const line = (key: string, ...points: [number, number][]): InkStroke => ({
  key,
  points: points.map(([x, y]) => ({ x, y })),
});
// By where they begin the fixture's interpreter takes them for skin and for nose.
const CHEEK = line('cheek', [120, 300], [180, 420]);
const NOSE = line('nose', [250, 250], [240, 330], [262, 332]);
const ALL = [CHEEK, NOSE];

let folders: string[];
let plain: PortraitPipeline;
let engine: FakeEngine;
let pipeline: PortraitPipeline;
let asked: number;

beforeAll(async () => {
  folders = [await writeFixtureWeights(), await writeFixtureWeights({ semantics: true, interpreter: true })];
});
afterAll(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true }))));

beforeEach(async () => {
  const [bare, reading] = (await Promise.all(folders.map((dir) => Weights.open(dir)))) as [Weights, Weights];
  plain = await PortraitPipeline.create(bare, new FakeEngine());
  engine = new FakeEngine();
  asked = 0;
  pipeline = await PortraitPipeline.create(reading, engine, [], (weights) => {
    asked++;
    return StrokeInterpreter.create(weights, engine);
  });
});

const labelled = (...labels: [InkStroke, StrokeClass][]) =>
  new Map(labels.map(([{ key }, label]) => [key, label] as const));

function request(drawing: Drawing, more: Partial<RenderRequest> = {}): RenderRequest {
  return { drawing, settings: DEFAULT_SETTINGS, size: 256, format: 'png', cacheKey: 'room', ...more };
}
const portrait = async (drawing: Drawing, more: Partial<RenderRequest> = {}) =>
  Buffer.from((await pipeline.render(request(drawing, more))).image).toString('base64');

test('T11 a label that changes alone changes the portrait, at the cost of its network and of the synthesis', async () => {
  const first = await portrait({ strokes: ALL, labels: labelled([CHEEK, 'skin'], [NOSE, 'nose']) });
  expect(engine.takeRuns()).toContain('semantics');
  const second = await portrait({ strokes: ALL, labels: labelled([CHEEK, 'hair'], [NOSE, 'nose']) });
  expect(second).not.toBe(first);
  expect(engine.takeRuns()).toEqual(['is', 'semantics']);
  const fresh = await portrait(
    { strokes: ALL, labels: labelled([CHEEK, 'hair'], [NOSE, 'nose']) },
    { cacheKey: undefined },
  );
  expect(fresh).toBe(second);
});

test('T11 the same labels again cost nothing, wherever they come from', async () => {
  const first = await portrait({ strokes: ALL, labels: labelled([CHEEK, 'skin'], [NOSE, 'nose']) });
  engine.takeRuns();
  const labels = Promise.resolve(labelled([NOSE, 'nose'], [CHEEK, 'skin']));
  expect(await portrait({ strokes: ALL, labels })).toBe(first);
  expect(engine.takeRuns()).toEqual([]);
  expect(asked).toBe(0);
});

test('T11 strokes that come without labels are interpreted, once', async () => {
  const told = await portrait({ strokes: ALL, labels: labelled([CHEEK, 'skin'], [NOSE, 'nose']) });
  engine.takeRuns();
  expect(await portrait({ strokes: ALL }, { cacheKey: 'other' })).toBe(told);
  expect(engine.takeRuns()).toContain('interpreter');
  await portrait({ strokes: ALL }, { cacheKey: 'other' });
  expect(engine.takeRuns()).toEqual([]);
  expect(asked).toBe(1);
});

test('T11 where nothing has a label the network is asked once, about no ink', async () => {
  const nothing = new Map<string, StrokeClass>();
  const unlabelled = await portrait({ strokes: ALL, labels: nothing });
  expect(engine.takeRuns()).toContain('semantics');
  const raster = new InkRaster(pipeline.rasterSize, pipeline.penWidth);
  raster.update(ALL);
  expect(await portrait({ raster: raster.pixels }, { cacheKey: undefined })).toBe(unlabelled);
  const blank = { strokes: [], labels: nothing };
  await portrait(blank, { cacheKey: 'blank' });
  expect(engine.takeRuns()).not.toContain('semantics');
  // Its answer counts even so.
  const without = await plain.render(request(blank));
  expect(await portrait(blank)).not.toBe(Buffer.from(without.image).toString('base64'));
});

test('T12 a blend of several drawings follows nobody’s labels', async () => {
  const labels = (label: StrokeClass) => ({ strokes: ALL, labels: labelled([NOSE, label]) });
  const blend = [{ drawing: { strokes: [NOSE], labels: new Map() }, settings: DEFAULT_SETTINGS }];
  expect(await portrait(labels('nose'), { blend })).toBe(await portrait(labels('hat'), { blend }));
});

test('T12 weights that do not look at labels draw the same with and without them, and wait for none', async () => {
  const without = await plain.render(request({ strokes: ALL }, { cacheKey: undefined }));
  const never = new Promise<never>(() => {});
  const labelledOnes = await plain.render(request({ strokes: ALL, labels: never }));
  expect(Buffer.compare(labelledOnes.image, without.image)).toBe(0);
  expect([plain.readsLabels, pipeline.readsLabels]).toEqual([false, true]);
});

test('every class is seen: each has a picture of its own', async () => {
  const pictures = new Set<string>();
  for (const { id } of STROKE_CLASSES)
    pictures.add(await portrait({ strokes: ALL, labels: labelled([CHEEK, id]) }));
  expect(pictures.size).toBe(STROKE_CLASSES.length);
});

/** Its portraits are grey with the grain of skin, whatever is drawn: only creases change them. */
class GreyEngine extends FakeEngine {
  override async loadGraph(file: string) {
    const graph = await super.loadGraph(file);
    if (path.basename(file) !== 'is.onnx') return graph;
    const data = Float32Array.from({ length: 3 * FIXTURE_SIZE ** 2 }, (_, at) => (at % 2 === 0 ? 0.1 : -0.1));
    const portrait = { data, dims: [1, 3, FIXTURE_SIZE, FIXTURE_SIZE] };
    return { ...graph, run: async () => ({ portrait }) };
  }
}

test('H6 ink without strokes shows no line of the classes that the drawing before it had', async () => {
  const dir = await writeFixtureWeights({ fidelity: true, semantics: true, interpreter: true });
  try {
    const following = await PortraitPipeline.create(await Weights.open(dir), new GreyEngine());
    const pictureOf = async (drawing: Drawing, cacheKey?: string) =>
      Buffer.from((await following.render(request(drawing, { cacheKey }))).image).toString('base64');
    const raster = new InkRaster(following.rasterSize, following.penWidth);
    raster.update(ALL);
    const labels = labelled([CHEEK, 'hair'], [NOSE, 'glasses']);
    const creased = await pictureOf({ strokes: ALL, labels }, 'room');
    const ink = { raster: raster.pixels };
    const alone = await pictureOf(ink);
    expect(alone).not.toBe(creased);
    expect(await pictureOf(ink, 'room')).toBe(alone);
  } finally {
    await rm(dir, { recursive: true });
  }
});
