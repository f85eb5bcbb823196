import { describe, expect, test } from 'vitest';
import { seededRandom } from '../models/random.ts';
import {
  apply,
  compose,
  fitSimilarity,
  invert,
  ofPlacement,
  type Similarity,
  toPlacement,
} from './similarity.ts';

const SEED = 11;
const random = seededRandom(SEED);
const chance = (from: number, to: number) => from + (to - from) * random();
const anySimilarity = (): Similarity => {
  const [scale, tilt] = [chance(0.2, 4), chance(-Math.PI, Math.PI)];
  return {
    a: scale * Math.cos(tilt),
    b: scale * Math.sin(tilt),
    dx: chance(-500, 500),
    dy: chance(-500, 500),
  };
};
const anyPoints = (count: number) =>
  Array.from({ length: count }, () => ({ x: chance(0, 512), y: chance(0, 512) }));

describe(`a similarity (seed ${SEED})`, () => {
  test('is found again from the points that it moved', () => {
    for (let i = 0; i < 50; i++) {
      const moves = anySimilarity();
      const points = anyPoints(2 + (i % 4));
      const found = fitSimilarity(
        points,
        points.map((point) => apply(moves, point)),
      ) as Similarity;
      expect(found.a).toBeCloseTo(moves.a, 6);
      expect(found.b).toBeCloseTo(moves.b, 6);
      expect(found.dx).toBeCloseTo(moves.dx, 3);
      expect(found.dy).toBeCloseTo(moves.dy, 3);
    }
  });

  test('is undone by its inverse', () => {
    const moves = anySimilarity();
    const [point] = anyPoints(1) as [{ x: number; y: number }];
    const back = apply(compose(moves, invert(moves)), point);
    expect(back.x).toBeCloseTo(point.x, 6);
    expect(back.y).toBeCloseTo(point.y, 6);
  });

  test('knows its scale and its tilt', () => {
    const moves = { a: 0, b: 2, dx: 5, dy: 6 };
    expect(toPlacement(moves)).toEqual({ scale: 2, tilt: Math.PI / 2, x: 5, y: 6 });
    const back = ofPlacement(toPlacement(moves));
    expect(back.a).toBeCloseTo(moves.a, 9);
    expect(back.b).toBeCloseTo(moves.b, 9);
  });

  test('is not bent by a point without weight', () => {
    const moves = anySimilarity();
    const points = anyPoints(4);
    const moved = points.map((point) => apply(moves, point));
    moved[3] = { x: 9999, y: -9999 };
    const found = fitSimilarity(points, moved, [1, 1, 1, 0]) as Similarity;
    expect(found.a).toBeCloseTo(moves.a, 6);
    expect(found.dx).toBeCloseTo(moves.dx, 3);
  });

  test('is not told by one point, nor by none', () => {
    expect(fitSimilarity([{ x: 1, y: 2 }], [{ x: 3, y: 4 }])).toBeNull();
    expect(fitSimilarity([], [])).toBeNull();
  });
});
