import { describe, expect, test } from 'vitest';
import type { FaceDistances } from './bank.ts';
import { priorNeighbours } from './priorNeighbours.ts';

const FACES = 30;
const everyone = new Uint8Array(FACES).fill(1);

/** Distances that grow away from one face. */
function around(face: number, scale = 1): FaceDistances {
  const squared = Float32Array.from({ length: FACES }, (_, i) => scale * (i - face) ** 2);
  return { squared, rows: new Int32Array(FACES), mean: squared.reduce((a, b) => a + b) / FACES };
}

describe('priorNeighbours', () => {
  test('are the faces nearest by what is drawn, the nearest with the greatest weight', () => {
    const neighbours = priorNeighbours([around(12)], everyone, 0);
    expect(neighbours).toHaveLength(10);
    expect(neighbours[0]?.face).toBe(12);
    expect(Math.max(...neighbours.map(({ weight }) => weight))).toBe(neighbours[0]?.weight);
    expect(neighbours.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
  });

  test('count every drawn part alike, whatever its scale', () => {
    const [first] = priorNeighbours([around(10, 1), around(20, 1000)], everyone, 0);
    expect(first?.face).toBe(15);
  });

  test('of blank paper depend on the seed alone, equally weighted', () => {
    const faces = (seed: number) => priorNeighbours([], everyone, seed).map(({ face }) => face);
    expect(faces(1)).toEqual(faces(1));
    expect(faces(1)).not.toEqual(faces(2));
    expect(priorNeighbours([], everyone, 1).every(({ weight }) => weight === 0.1)).toBe(true);
  });

  test('stay within the search space', () => {
    const allowed = Uint8Array.from({ length: FACES }, (_, i) => i % 2);
    for (const drawn of [[], [around(8)]]) {
      expect(priorNeighbours(drawn, allowed, 3).every(({ face }) => face % 2 === 1)).toBe(true);
    }
  });
});
