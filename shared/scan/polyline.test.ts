import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../models/random.ts';
import { lengthOf, simplify, smooth } from './polyline.ts';

const random = seededRandom(3);
const walk = Array.from({ length: 60 }, (_, i) => ({ x: i, y: 6 * Math.sin(i / 6) + random() }));

describe('simplify', () => {
  test('drops what lies on a straight line and keeps the ends', () => {
    const straight = Array.from({ length: 9 }, (_, i) => ({ x: i, y: 2 * i }));
    expect(simplify(straight, 0.1)).toEqual([straight[0], straight[8]]);
  });

  test('keeps a closed line', () => {
    const square = [
      { x: 0, y: 0 },
      { x: 8, y: 0 },
      { x: 8, y: 8 },
      { x: 0, y: 8 },
      { x: 0, y: 0 },
    ];
    expect(simplify(square, 0.5)).toEqual(square);
  });

  test('stays near the line with far fewer points', () => {
    const simple = simplify(walk, 1.5);
    expect(simple.length).toBeLessThan(walk.length / 3);
    expect(Math.abs(lengthOf(simple) / lengthOf(smooth(walk, 2)) - 1)).toBeLessThan(0.1);
  });
});

test('smooth takes steps out and leaves the ends', () => {
  const smoothed = smooth(walk, 2);
  expect(smoothed[0]).toBe(walk[0]);
  expect(smoothed.at(-1)).toBe(walk.at(-1));
  expect(lengthOf(smoothed)).toBeLessThan(lengthOf(walk));
});
