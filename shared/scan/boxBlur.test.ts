import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../models/random.ts';
import { boxBlur } from './boxBlur.ts';

describe('boxBlur', () => {
  test('keeps a flat picture flat up to its border', () => {
    const blurred = boxBlur(new Float32Array(7 * 5).fill(0.5), 7, 5, 3);
    for (const value of blurred) expect(value).toBeCloseTo(0.5, 6);
  });

  test('is the mean of the box, cut at the border', () => {
    const source = Float32Array.from({ length: 30 }, seededRandom(1));
    const blurred = boxBlur(source, 6, 5, 1, 1);
    const mean = (x: number, y: number) => {
      const values: number[] = [];
      for (let v = Math.max(0, y - 1); v <= Math.min(4, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(5, x + 1); u++)
          values.push(source[v * 6 + u] as number);
      }
      return values.reduce((a, b) => a + b) / values.length;
    };
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 6; x++) expect(blurred[y * 6 + x]).toBeCloseTo(mean(x, y), 5);
  });
});
