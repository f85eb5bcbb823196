import { describe, expect, test } from 'vitest';
import { type BankArrays, PartBank } from './bank.ts';
import { CODE_SIZE, SEARCH_SIZE } from './manifest.ts';
import { locallyLinearWeights, projectOntoManifold, refine, solveCholesky } from './manifoldProjection.ts';
import { gaussian, seededRandom } from './random.ts';

/** A bank whose search space is the first 128 of the 512 dimensions. */
function bankOf(codes: readonly Float32Array[], faces: readonly number[], faceCount: number): PartBank {
  const scale = 1 / 32;
  const arrays: BankArrays = {
    codes: Int8Array.from(codes.flatMap((code) => Array.from(code, (value) => Math.round(value / scale)))),
    scales: new Float32Array(codes.length).fill(scale),
    faces: Uint16Array.from(faces),
    searchCodes: Int8Array.from(
      codes.flatMap((code) =>
        Array.from(code.subarray(0, SEARCH_SIZE), (value) => Math.round(value / scale)),
      ),
    ),
    searchScale: scale,
    searchMean: new Float32Array(CODE_SIZE),
    searchProjection: Float32Array.from({ length: CODE_SIZE * SEARCH_SIZE }, (_, i) =>
      Math.floor(i / SEARCH_SIZE) === i % SEARCH_SIZE ? 1 : 0,
    ),
  };
  return new PartBank(arrays, faceCount);
}

function randomCodes(count: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: CODE_SIZE }, () => gaussian(random)),
  );
}

const everyone = (count: number) => new Uint8Array(count).fill(1);

describe('solveCholesky', () => {
  test('solves a symmetric positive definite system', () => {
    const solution = solveCholesky(
      [
        [4, 2, 0],
        [2, 5, 1],
        [0, 1, 3],
      ],
      [8, 15, 11],
    );
    [1, 2, 3].forEach((expected, i) => {
      expect(solution[i]).toBeCloseTo(expected, 10);
    });
  });
});

describe('locallyLinearWeights', () => {
  test('sum to 1', () => {
    const [code, ...neighbours] = randomCodes(11, 1);
    const weights = locallyLinearWeights(code as Float32Array, neighbours);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
  });

  test('find an affine combination again', () => {
    const neighbours = randomCodes(3, 2);
    const mixed = (neighbours[0] as Float32Array).map(
      (value, i) => 0.5 * value + 0.3 * (neighbours[1]?.[i] as number) + 0.2 * (neighbours[2]?.[i] as number),
    );
    const weights = locallyLinearWeights(mixed, neighbours);
    [0.5, 0.3, 0.2].forEach((expected, k) => {
      expect(Math.abs((weights[k] as number) - expected)).toBeLessThan(0.01);
    });
  });

  test('are equal where the code equals every neighbour', () => {
    const [code] = randomCodes(1, 3) as [Float32Array];
    expect(locallyLinearWeights(code, [code, code])).toEqual([0.5, 0.5]);
  });
});

describe('projectOntoManifold', () => {
  test('leaves a code of the bank where it is', () => {
    const codes = randomCodes(20, 4);
    const bank = bankOf(codes, [...codes.keys()], 20);
    const code = bank.code(7);
    const { neighbours, code: projected } = projectOntoManifold(
      bank,
      code,
      bank.faceDistances(code),
      everyone(20),
    );
    expect(neighbours[0]?.face).toBe(7);
    expect(neighbours[0]?.weight).toBeGreaterThan(0.9);
    const distance = Math.hypot(...projected.map((value, i) => value - (code[i] as number)));
    expect(distance / Math.hypot(...code)).toBeLessThan(0.05);
  });

  test('gives a face one vote, by its nearest row', () => {
    const codes = randomCodes(12, 5);
    const near = (codes[0] as Float32Array).map((value) => value + 0.05);
    const bank = bankOf([...codes, near], [...codes.keys(), 0], 12);
    const distances = bank.faceDistances(codes[0] as Float32Array);
    expect(distances.rows[0]).toBe(0);
    const { neighbours } = projectOntoManifold(bank, codes[0] as Float32Array, distances, everyone(12), 10);
    expect(new Set(neighbours.map(({ face }) => face)).size).toBe(10);
  });

  test('takes only faces of the search space', () => {
    const codes = randomCodes(30, 6);
    const bank = bankOf(codes, [...codes.keys()], 30);
    const allowed = Uint8Array.from({ length: 30 }, (_, face) => face % 2);
    const code = codes[4] as Float32Array;
    const { neighbours } = projectOntoManifold(bank, code, bank.faceDistances(code), allowed);
    expect(neighbours).toHaveLength(10);
    expect(neighbours.every(({ face }) => face % 2 === 1)).toBe(true);
  });

  test('leaves the code as it is where the search space is empty', () => {
    const codes = randomCodes(3, 7);
    const bank = bankOf(codes, [0, 1, 2], 3);
    const code = codes[0] as Float32Array;
    const projection = projectOntoManifold(bank, code, bank.faceDistances(code), new Uint8Array(3));
    expect(projection).toEqual({ neighbours: [], code });
  });
});

describe('refine', () => {
  test('keeps the code at 0, takes the projection at 1, mixes between', () => {
    const code = Float32Array.of(0, 4);
    const projection = Float32Array.of(2, 0);
    expect([...refine(code, projection, 0)]).toEqual([0, 4]);
    expect([...refine(code, projection, 1)]).toEqual([2, 0]);
    expect([...refine(code, projection, 0.25)]).toEqual([0.5, 3]);
  });
});
