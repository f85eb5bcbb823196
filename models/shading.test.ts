import { expect, test } from 'vitest';
import { TONES_SIDE } from '../shared/shading.ts';
import type { RgbPicture } from './imageSynthesis.ts';
import { shade } from './shading.ts';

const SIDE = 512;

/** A face's worth of soft light and dark in warm colours, as IS gives it; with grain from px to px. */
function portrait(): RgbPicture {
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0, at = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, at += 3) {
      const light = 120 + 25 * Math.sin(x / 9) * Math.sin(y / 11) + ((x + y) % 2 === 0 ? 4 : -4);
      data.set([light + 40, light + 10, light - 10], at);
    }
  }
  return { size: SIDE, data };
}

/** Paper with dark spots of 20 px, 50 px apart, one of them around (250, 300). @param darkness of the spots */
function spots(darkness = 1): Float32Array {
  const px = SIDE / TONES_SIDE;
  return Float32Array.from({ length: TONES_SIDE ** 2 }, (_, cell) => {
    const [x, y] = [(cell % TONES_SIDE) * px, Math.floor(cell / TONES_SIDE) * px];
    return Math.hypot(((x + 25) % 50) - 25, ((y + 25) % 50) - 25) < 10 ? darkness : 0;
  });
}

const lightAt = ({ data }: RgbPicture, x: number, y: number) => data[(y * SIDE + x) * 3 + 1] as number;

test('I9 the portrait is darker where the drawing is, and its colours stay', () => {
  const before = portrait();
  const after = shade(before, spots(), 1);
  expect(lightAt(after, 250, 300)).toBeLessThan(lightAt(before, 250, 300) - 15);
  for (const at of [0, 300 * SIDE + 250, 200 * SIDE + 220].map((pixel) => pixel * 3)) {
    expect((after.data[at] as number) - (after.data[at + 1] as number)).toBe(30);
    expect((after.data[at + 1] as number) - (after.data[at + 2] as number)).toBe(20);
  }
});

test('I9 nothing changes outside the head, nor where the amount is 0', () => {
  const before = portrait();
  const after = shade(before, spots(), 1);
  for (const [x, y] of [
    [4, 4],
    [508, 250],
    [20, 480],
    [250, 509],
  ] as const) {
    expect(lightAt(after, x, y)).toBe(lightAt(before, x, y));
  }
  expect(shade(before, spots(), 0).data).toEqual(before.data);
});

test('I9 grain of a px stays, and so does what is as wide as the face', () => {
  const before = portrait();
  // dark from ear to ear: hair and skin have their darkness from the looks
  const wide = Float32Array.from({ length: TONES_SIDE ** 2 }, () => 0.6);
  const after = shade(before, wide, 1);
  const grain = (picture: RgbPicture) => lightAt(picture, 240, 260) - lightAt(picture, 241, 260);
  expect(Math.abs(grain(after) - grain(before))).toBeLessThanOrEqual(2);
  const mean = ({ data }: RgbPicture) => data.reduce((sum, value) => sum + value, 0) / data.length;
  expect(mean(after)).toBeCloseTo(mean(before), 0);
});

test('I8 half the amount changes half as much', () => {
  const before = portrait();
  const by = (amount: number) =>
    lightAt(shade(before, spots(), amount), 250, 300) - lightAt(before, 250, 300);
  expect(Math.abs(by(0.5) * 2 - by(1))).toBeLessThanOrEqual(2);
});

test('I9 faint spots stay faint, however little else is drawn', () => {
  const before = portrait();
  const by = (tones: Float32Array) => lightAt(shade(before, tones, 1), 250, 300) - lightAt(before, 250, 300);
  expect(Math.abs(by(spots(0.02)))).toBeLessThan(Math.abs(by(spots())) / 2);
});

test('I9 a drawing of even grey leaves no trace of noise', () => {
  const flat: RgbPicture = { size: SIDE, data: new Uint8Array(SIDE * SIDE * 3).fill(128) };
  expect(shade(flat, new Float32Array(TONES_SIDE ** 2).fill(0.4), 1).data).toEqual(flat.data);
});
