import { describe, expect, test } from 'vitest';
import { InkRaster, type InkStroke } from './inkRaster.ts';
import { seededRandom } from './random.ts';

const PEN = 3;

function stroke(key: string, ...points: [number, number][]): InkStroke {
  return { key, points: points.map(([x, y]) => ({ x, y })) };
}

function ellipse(): InkStroke {
  const points = Array.from({ length: 33 }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / 32;
    return [256 + 100 * Math.cos(angle), 240 + 130 * Math.sin(angle)];
  });
  return stroke('ellipse', ...points);
}

function randomStrokes(count: number, seed: number): InkStroke[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) =>
    stroke(
      `${seed}-${i}`,
      ...Array.from({ length: 8 }, (): [number, number] => [600 * random() - 40, 600 * random() - 40]),
    ),
  );
}

describe('InkRaster', () => {
  // The figures are those of limn_training.prepare.raster.rasterize for the same points.
  test("draws lines as wide and as dark as the trainer's rasteriser", () => {
    const raster = new InkRaster(256, PEN);
    raster.update([ellipse()]);
    const sum = raster.pixels.reduce((a, b) => a + b, 0);
    const energy = raster.pixels.reduce((a, b) => a + b * b, 0);
    const strong = raster.pixels.filter((value) => value > 0.5).length;
    expect(sum / 65536 / 0.0082015).toBeCloseTo(1, 1);
    expect(energy / 419.99).toBeCloseTo(1, 1);
    expect(Math.abs(strong / 560 - 1)).toBeLessThan(0.04);
  });

  test("puts a diagonal's pixels where the trainer's rasteriser puts them", () => {
    const raster = new InkRaster(256, PEN);
    raster.update([stroke('a', [100, 100], [180, 140])]);
    const expected = [
      [0.97, 0.97, 0.58, 0.11, 0, 0],
      [0.11, 0.58, 0.97, 0.97, 0.58, 0.11],
    ];
    expected.forEach((row, v) => {
      row.forEach((value, u) => {
        expect(Math.abs((raster.pixels[(59 + v) * 256 + 68 + u] as number) - value)).toBeLessThan(0.08);
      });
    });
  });

  test('draws a single point as a dot and ignores a stroke without points', () => {
    const raster = new InkRaster(256, PEN);
    raster.update([stroke('dot', [101, 101]), stroke('nothing')]);
    const sum = raster.pixels.reduce((a, b) => a + b, 0);
    expect(sum * 4).toBeCloseTo(Math.PI * 1.5 ** 2, 0);
  });

  test('adding and removing strokes one by one gives what drawing them at once gives', () => {
    const strokes = randomStrokes(12, 5);
    const grown = new InkRaster(256, PEN);
    for (let i = 1; i <= strokes.length; i++) grown.update(strokes.slice(0, i));
    grown.update(strokes.filter((_, i) => i % 3 !== 0));
    const fresh = new InkRaster(256, PEN);
    fresh.update(strokes.filter((_, i) => i % 3 !== 0));
    expect(Buffer.compare(Buffer.from(grown.pixels.buffer), Buffer.from(fresh.pixels.buffer))).toBe(0);
  });

  test('tells where it changed', () => {
    const raster = new InkRaster(256, PEN);
    const strokes = randomStrokes(3, 1);
    expect(raster.update(strokes)).toHaveLength(3);
    expect(raster.update([...strokes].reverse())).toEqual([]);
    expect(raster.revision).toBe(1);
    expect(raster.update([])).toHaveLength(3);
    expect(raster.revision).toBe(2);
    expect(raster.pixels.every((value) => value === 0)).toBe(true);
  });

  test('stays within 0…1 and inside the canvas for strokes that leave it', () => {
    const raster = new InkRaster(512, PEN);
    raster.update([stroke('out', [-100, -100], [700, 650], [-50, 300])]);
    expect(raster.pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(raster.pixels.some((value) => value === 1)).toBe(true);
  });
});
