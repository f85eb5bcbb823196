import { describe, expect, test } from 'vitest';
import { INNER_PART_IDS, PART_IDS, PART_WINDOWS } from '../shared/parts.ts';
import { InkRaster } from './inkRaster.ts';
import { adaptiveAveragePool, cutPartWindow, PART_CORES } from './partWindows.ts';

describe('adaptiveAveragePool', () => {
  // Expected values: torch.nn.functional.adaptive_avg_pool2d(x, 3).
  const source = Float32Array.from({ length: 25 }, (_, i) => i ** 1.5);

  test('overlaps its bins as PyTorch does where the sizes do not divide', () => {
    const pooled = adaptiveAveragePool(source, 5, { x: 0, y: 0, width: 5, height: 5 }, 3);
    const expected = [6.71932, 10.81153, 15.70589, 36.01294, 43.46991, 51.3449, 76.94289, 86.69794, 96.76656];
    pooled.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 3);
    });
  });

  test('pools only the window', () => {
    const pooled = adaptiveAveragePool(source, 5, { x: 0, y: 0, width: 4, height: 4 }, 3);
    const expected = [6.71932, 9.26141, 12.29306, 23.49573, 27.81732, 32.39726, 47.5501, 53.03622, 58.72543];
    pooled.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 3);
    });
  });
});

describe('cutPartWindow', () => {
  const drawn = (...lines: [number, number][][]) => {
    const raster = new InkRaster(256, 3);
    raster.update(lines.map((line, i) => ({ key: String(i), points: line.map(([x, y]) => ({ x, y })) })));
    return (part: (typeof PART_IDS)[number]) => cutPartWindow(raster.pixels, 256, part, 64);
  };

  test('gives blank windows without ink for blank paper', () => {
    const cut = drawn();
    for (const part of PART_IDS) {
      expect(cut(part).hasInk).toBe(false);
      expect(cut(part).pixels.every((value) => value === 0)).toBe(true);
    }
  });

  test('finds ink in the part that was drawn, not in the windows that overlap it', () => {
    const eye = drawn([
      [165, 240],
      [192, 228],
      [222, 244],
    ]);
    expect(PART_IDS.filter((part) => eye(part).hasInk)).toEqual(['leftEye']);
    const jaw = drawn([
      [150, 330],
      [190, 420],
      [255, 451],
      [320, 420],
      [360, 330],
    ]);
    expect(PART_IDS.filter((part) => jaw(part).hasInk)).toEqual(['remainder']);
  });

  test('erases the inner windows from the remainder', () => {
    const cut = drawn([
      [200, 380],
      [300, 380],
    ]);
    expect(cut('mouth').hasInk).toBe(true);
    expect(cut('remainder').pixels.every((value) => value === 0)).toBe(true);
  });

  test('takes a single speck for no drawing', () => {
    expect(drawn([[250, 300]])('nose').hasInk).toBe(false);
  });
});

test('every core lies inside its window', () => {
  for (const part of INNER_PART_IDS) {
    const core = PART_CORES[part];
    const window = PART_WINDOWS[part];
    expect(core.x).toBeGreaterThanOrEqual(window.x);
    expect(core.y).toBeGreaterThanOrEqual(window.y);
    expect(core.x + core.width).toBeLessThanOrEqual(window.x + window.width);
    expect(core.y + core.height).toBeLessThanOrEqual(window.y + window.height);
  }
});
