import { expect, test } from 'vitest';
import { packTones, TONES_SIDE, tonesSchema, unpackTones } from './shading.ts';

const CELLS = TONES_SIDE ** 2;

test('I7 tones come back to half a step, and fit their schema', () => {
  const darkness = Float32Array.from({ length: CELLS }, (_, cell) => cell / (CELLS - 1));
  const packed = packTones(darkness);
  expect(tonesSchema.safeParse(packed).success).toBe(true);
  const away = unpackTones(packed).map((value, cell) => Math.abs(value - (darkness[cell] as number)));
  expect(Math.max(...away)).toBeLessThanOrEqual(0.5 / 15 + 1e-6);
});

test('I7 what is darker than ink or lighter than paper is cut off', () => {
  const darkness = new Float32Array(CELLS);
  darkness.set([-0.4, 1.7]);
  expect([...unpackTones(packTones(darkness)).subarray(0, 3)]).toEqual([0, 1, 0]);
});

test('I7 tones of another length or with other signs are none', () => {
  const packed = packTones(new Float32Array(CELLS));
  for (const broken of ['', packed.slice(1), `${packed}0`, `g${packed.slice(1)}`, `${packed.slice(1)}\n`]) {
    expect(tonesSchema.safeParse(broken).success).toBe(false);
  }
});
