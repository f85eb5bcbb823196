import sharp from 'sharp';
import { expect, test } from 'vitest';
import { VIEW_SIZE } from '../../models/reference/facePlace.ts';
import { classColours, colourDistance, meanColours } from './classColours.ts';

const AREA = VIEW_SIZE * VIEW_SIZE;
const HAIR = 13;
const SKIN = 1;

/** Hair above the middle, skin below, but for a few pixels. */
const parse = async () => {
  const logits = new Float32Array(19 * AREA);
  for (let at = 0; at < AREA; at++) logits[(at < AREA / 2 ? HAIR : SKIN) * AREA + at] = 1;
  return logits;
};

test('each class has the mean colour of its own pixels, in CIE Lab', async () => {
  const halves = await sharp({ create: { width: 512, height: 512, channels: 3, background: '#ffffff' } })
    .composite([
      {
        input: { create: { width: 512, height: 256, channels: 3, background: '#000000' } },
        top: 0,
        left: 0,
      },
    ])
    .png()
    .toBuffer();
  const { hair, skin, lips } = await classColours(halves, { parse });
  expect(hair?.[0]).toBeLessThan(3);
  expect(skin?.[0]).toBeGreaterThan(97);
  expect(skin?.[1]).toBeCloseTo(0, 0);
  expect(lips).toBeNull();
});

test('colours as far apart as red and green have the distance that CIE 1976 gives them', async () => {
  const one = async (background: string) =>
    (
      await classColours(
        await sharp({ create: { width: 64, height: 64, channels: 3, background } })
          .png()
          .toBuffer(),
        { parse },
      )
    ).skin ?? [0, 0, 0];
  // sRGB red is Lab 53.2, 80.1, 67.2; green (#008000) is 46.2, −51.7, 49.9
  expect(colourDistance(await one('#ff0000'), await one('#008000'))).toBeCloseTo(133.1, 0);
});

test('a class of a few stray pixels has no colour', () => {
  const logits = new Float32Array(19 * 100);
  for (let at = 0; at < 100; at++) logits[(at < 5 ? HAIR : SKIN) * 100 + at] = 1;
  expect(meanColours(new Float32Array(300).fill(7), logits)).toEqual({
    skin: [7, 7, 7],
    hair: null,
    lips: null,
  });
});
