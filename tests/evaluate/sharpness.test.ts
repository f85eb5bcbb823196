import { expect, test } from 'vitest';
import { seededRandom } from '../../models/random.ts';
import { gaussianBlur } from '../../shared/scan/gaussianBlur.ts';
import { detailWithin } from './sharpness.ts';

const SIDE = 64;
const SQUARE = [
  { x: 8, y: 8 },
  { x: 56, y: 8 },
  { x: 56, y: 56 },
  { x: 8, y: 56 },
];

function noise(amplitude: number): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from({ length: SIDE * SIDE }, () => 128 + amplitude * (random() - 0.5));
}

test('an even face has no detail', () => {
  const { fine, middle } = detailWithin(new Float32Array(SIDE * SIDE).fill(90), SIDE, SIDE, SQUARE);
  expect(fine).toBeCloseTo(0, 5);
  expect(middle).toBeCloseTo(0, 5);
});

test('twice the contrast is four times the energy', () => {
  const [one, two] = [noise(20), noise(40)].map((light) => detailWithin(light, SIDE, SIDE, SQUARE));
  expect((two?.fine ?? 0) / (one?.fine ?? 1)).toBeCloseTo(4, 4);
});

test('a blurred face loses its finest band first', () => {
  const sharp = detailWithin(noise(40), SIDE, SIDE, SQUARE);
  const soft = detailWithin(gaussianBlur(noise(40), SIDE, SIDE, 1.5), SIDE, SIDE, SQUARE);
  expect(soft.fine / sharp.fine).toBeLessThan(0.1);
  expect(soft.middle / sharp.middle).toBeGreaterThan(soft.fine / sharp.fine);
});

test('what lies outside the outline does not count', () => {
  const light = new Float32Array(SIDE * SIDE).fill(90);
  light[0] = 255;
  light[SIDE * SIDE - 1] = 255;
  expect(detailWithin(light, SIDE, SIDE, SQUARE).fine).toBeCloseTo(0, 5);
});
