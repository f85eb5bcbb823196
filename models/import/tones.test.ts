import sharp from 'sharp';
import { expect, test } from 'vitest';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { coarseTones, drawnTones, isShaded } from '../../shared/scan/drawnTones.ts';
import type { GreyPicture } from '../../shared/scan/evenPaper.ts';
import { ofPlacement } from '../../shared/similarity.ts';
import { likeness, tonesOfPortrait } from './tones.ts';

/** A head whose hair is this dark and whose skin this dark, as a drawing of 256 px. */
function drawn(hair: number, skin: number): GreyPicture {
  const side = CANVAS_SIZE / 2;
  const data = Float32Array.from({ length: side * side }, (_, i) =>
    Math.floor(i / side) < 75 ? hair : skin,
  );
  return { width: side, height: side, data };
}
const twice = ofPlacement({ scale: 2, x: 0, y: 0 });
const coarse = (picture: GreyPicture) => coarseTones(drawnTones(picture, twice));

/** The same head as a portrait. @param hair, skin lightness 0…255 */
function portrait(hair: number, skin: number): Promise<Uint8Array> {
  const picture = { width: CANVAS_SIZE, height: CANVAS_SIZE, channels: 3 as const };
  const rgb = (value: number) => ({ r: value, g: value, b: value });
  const top = { create: { ...picture, height: 150, background: rgb(hair) } };
  return sharp({ create: { ...picture, background: rgb(skin) } })
    .composite([{ input: top, left: 0, top: 0 }])
    .png()
    .toBuffer();
}

test('of portraits the one with light and dark where the drawing has them is the likest, whatever their level', async () => {
  const tones = coarse(drawn(0.5, 0.1));
  const like = async (hair: number, skin: number) =>
    likeness(tones, await tonesOfPortrait(await portrait(hair, skin)));
  expect(await like(40, 200)).toBeGreaterThan(0.98);
  expect(await like(20, 110)).toBeGreaterThan(0.98);
  expect(await like(230, 120)).toBeLessThan(-0.98);
});

test('hatching is a tone, lines and blank paper are none', () => {
  const hatched = drawn(0, 0);
  const lined = drawn(0, 0);
  const side = hatched.width;
  hatched.data.forEach((_, i) => {
    if (i % 6 < 3 && i < 75 * side) hatched.data[i] = 1;
    if (i % 60 === 0) lined.data[i] = 1;
  });
  expect(isShaded(drawnTones(hatched, twice))).toBe(true);
  expect(isShaded(drawnTones(lined, twice))).toBe(false);
});

test('tones lie where the drawing is placed; beyond its sheet lies paper', () => {
  const whole = coarse(drawn(0.5, 0.1));
  const aside = coarseTones(drawnTones(drawn(0.5, 0.1), ofPlacement({ scale: 1, x: 128, y: 128 })));
  expect(likeness(whole, whole)).toBeCloseTo(1);
  expect(likeness(whole, aside)).toBeLessThan(0.8);
  expect(aside[0]).toBe(0);
});
