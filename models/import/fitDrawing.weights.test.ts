import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply, ofPlacement } from '../../shared/similarity.ts';
import type { Place } from '../linePen.ts';
import { PortraitPipeline } from '../pipeline.ts';
import { seededRandom } from '../random.ts';
import { syntheticLines } from '../testing/syntheticFace.ts';
import { DrawingFitter, NoFaceError, placeLines } from './fitDrawing.ts';

const SEED = 5;
/** canvas px: an eighth of the distance between the pupils */
const NEAR = 16;
/** ms: reading the weights on a busy machine */
const LOAD_TIMEOUT_MS = 90_000;

const TEMPLATE = [
  { x: 192, y: 239 },
  { x: 314, y: 239 },
  { x: 252, y: 371 },
  { x: 254, y: 451 },
];
const box = (x: number, y: number, width: number, height: number): Place[] => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
  { x, y },
];
const HOUSE = [
  box(120, 250, 300, 220),
  [
    { x: 100, y: 260 },
    { x: 270, y: 90 },
    { x: 440, y: 260 },
  ],
  box(160, 290, 70, 60),
  box(310, 290, 70, 60),
  box(240, 370, 70, 100),
];
const ZIGZAG = [
  Array.from({ length: 40 }, (_, i) => ({ x: 40 + 11 * i, y: 200 + (i % 2) * 130 })),
  Array.from({ length: 40 }, (_, i) => ({ x: 60 + 10 * i, y: 330 + (i % 3) * 40 })),
];

let pipeline: PortraitPipeline;
let fitter: DrawingFitter;

beforeAll(async () => {
  pipeline = await PortraitPipeline.load();
  fitter = new DrawingFitter(pipeline);
}, LOAD_TIMEOUT_MS);
afterAll(() => pipeline.dispose());

describe(`a drawn face (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  const chance = (from: number, to: number) => from + (to - from) * random();
  const cases = Array.from({ length: 8 }, () => ({
    scale: Math.round(100 * chance(0.5, 1.6)) / 100,
    degrees: Math.round(chance(-40, 40)),
    x: Math.round(chance(-200, 300)),
    y: Math.round(chance(-200, 300)),
  }));

  test.each(cases)('moved by %o comes back to the template', async ({ scale, degrees, x, y }) => {
    const moves = ofPlacement({ scale, tilt: (degrees * Math.PI) / 180, x, y });
    const lines = syntheticLines().map((line) => line.map((point) => apply(moves, point)));
    const placement = await fitter.place(lines);
    const back = placeLines([TEMPLATE.map((point) => apply(moves, point))], placement)[0]?.points as Place[];
    for (const [i, point] of TEMPLATE.entries()) {
      const found = back[i] as Place;
      expect(Math.hypot(found.x - point.x, found.y - point.y)).toBeLessThan(NEAR);
    }
  });
});

describe('a drawing without a face is refused with a hint:', () => {
  test.each([
    ['a house', HOUSE],
    ['a zigzag', ZIGZAG],
    ['one line', [ZIGZAG[0] as Place[]]],
    ['nothing', []],
  ])('%s', async (_, lines) => {
    await expect(fitter.place(lines)).rejects.toThrow(NoFaceError);
    await expect(fitter.place(lines)).rejects.toThrow(/eyes, nose and mouth/);
  });
});
