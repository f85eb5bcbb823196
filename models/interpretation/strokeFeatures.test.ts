import { expect, test } from 'vitest';
import { STROKE_FEATURES, STROKE_PLACES, writeStrokeFeatures } from './strokeFeatures.ts';

function featuresOf(points: [number, number][], order = 0, count = 1): number[] {
  const into = new Float32Array(STROKE_FEATURES);
  const places = points.map(([x, y]) => ({ x, y }));
  writeStrokeFeatures(places, order, count, into);
  return [...into];
}

const tail = (features: number[]) => features.slice(4 * STROKE_PLACES);

test('places lie evenly along the line, however its own points are spread', () => {
  const features = featuresOf([
    [128, 256],
    [130, 256],
    [384, 256],
  ]);
  const xs = Array.from({ length: STROKE_PLACES }, (_, i) => features[2 * i] as number);
  for (const [i, x] of xs.entries()) expect(x).toBeCloseTo(-1 + (2 * i) / (STROKE_PLACES - 1), 5);
  const shape = features.slice(2 * STROKE_PLACES, 4 * STROKE_PLACES);
  expect(shape.filter((_, i) => i % 2 === 0)[0]).toBeCloseTo(-1, 5);
  expect(shape.filter((_, i) => i % 2 === 1)).toEqual(Array(STROKE_PLACES).fill(0));
});

// The trainer's twin of this file is held to the same numbers (test_interpreter.py).
test('box, length, gap, order and count of a corner', () => {
  const corner: [number, number][] = [
    [192, 320],
    [320, 320],
    [320, 352],
  ];
  const expected = [0, 0.625, 1, 0.25, Math.log1p(10), Math.hypot(128, 32) / 160, 0.5, Math.log1p(2)];
  for (const [i, value] of tail(featuresOf(corner, 0.5, 16)).entries()) {
    expect(value).toBeCloseTo(expected[i] as number, 5);
  }
});

test('a dot and a line back to its start are no division by nothing', () => {
  const loop: [number, number][] = [
    [10, 10],
    [60, 10],
    [10, 10],
  ];
  for (const features of [
    featuresOf([[256, 256]]),
    featuresOf([
      [0, 0],
      [0, 0],
    ]),
    featuresOf(loop),
  ]) {
    expect(features.every(Number.isFinite)).toBe(true);
  }
  expect(tail(featuresOf(loop))[5]).toBeCloseTo(0, 6);
});
