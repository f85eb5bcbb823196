import { expect, test } from 'vitest';
import { PART_IDS, type PartId } from '../shared/parts.ts';
import { InkRaster, type InkStroke } from './inkRaster.ts';
import { cutPartWindow, type PartWindow } from './partWindows.ts';
import { seededRandom } from './random.ts';
import { WindowCache } from './windowCache.ts';

const SEED = 7;

function stroke(key: string, points: [number, number][]): InkStroke {
  return { key, points: points.map(([x, y]) => ({ x, y })) };
}

/** As bytes: a matcher that walks 20,000 numbers a step would take most of the test. */
const bytes = ({ pixels }: PartWindow) => Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);

function drawing() {
  const raster = new InkRaster(256, 3);
  const windows = new WindowCache();
  return (strokes: InkStroke[]) => {
    const cut: PartId[] = [];
    windows.changed(raster.update(strokes));
    const seen = PART_IDS.map((part) =>
      windows.of(part, () => {
        cut.push(part);
        return cutPartWindow(raster.pixels, 256, part, 64);
      }),
    );
    const fresh = PART_IDS.map((part) => cutPartWindow(raster.pixels, 256, part, 64));
    return { cut, seen, fresh };
  };
}

test('a stroke inside one window has that one cut anew, and no other', () => {
  const draw = drawing();
  const brow = stroke('brow', [
    [130, 170],
    [160, 165],
  ]);
  expect(draw([]).cut).toEqual(PART_IDS);
  expect(draw([brow]).cut).toEqual(['leftEye']);
  expect(draw([brow]).cut).toEqual([]);
  expect(draw([]).cut).toEqual(['leftEye']);
});

test(`windows kept equal windows cut anew, whatever comes and goes (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  const draw = drawing();
  let strokes: InkStroke[] = [];
  for (let step = 0; step < 100; step++) {
    const at = () => 540 * random() - 14;
    const [x, y] = [at(), at()];
    if (random() < 0.3) strokes = strokes.filter(() => random() < 0.7);
    else
      strokes = [
        ...strokes,
        stroke(String(step), [
          [x, y],
          [x + 60 * random(), y + 60 * random()],
        ]),
      ];
    const { seen, fresh } = draw(strokes);
    expect(seen.map(({ hasInk }) => hasInk)).toEqual(fresh.map(({ hasInk }) => hasInk));
    expect(Buffer.concat(seen.map(bytes)).equals(Buffer.concat(fresh.map(bytes)))).toBe(true);
  }
});
