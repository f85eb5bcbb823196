import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { CELLS_SIDE, cellMeans } from '../cells.ts';
import type { RgbPicture } from '../imageSynthesis.ts';
import { classColours, packColours, type Rgb, unpackColours, wearingOdds } from './classColours.ts';
import { matchColours, wantedColours } from './colourMatch.ts';

const CELLS = CELLS_SIDE ** 2;
const SIDE = 512;
const [SKIN, LEFT_EAR, UPPER_LIP, HAIR] = [1, 9, 11, 13];
const { appearance: NO_SLIDERS } = DEFAULT_SETTINGS;

/** Hair above, skin below with an ear at its left and lips in its middle. */
function classAt(x: number, y: number): number {
  if (y < 200) return HAIR;
  if (x < 80) return LEFT_EAR;
  return y > 320 && y < 400 && x > 200 && x < 320 ? UPPER_LIP : SKIN;
}

/** A surely parsed face. */
const parser = {
  parse: async () => {
    const logits = new Float32Array(19 * CELLS);
    for (let cell = 0; cell < CELLS; cell++) {
      const number = classAt((cell % CELLS_SIDE) * 4, Math.floor(cell / CELLS_SIDE) * 4);
      logits[number * CELLS + cell] = 20;
    }
    return logits;
  },
};

const OWN: Record<number, Rgb> = {
  [HAIR]: [40, 30, 20],
  [SKIN]: [200, 150, 120],
  [LEFT_EAR]: [180, 130, 100],
  [UPPER_LIP]: [150, 80, 80],
};

/** With light and shade of ±8. */
function portrait(): RgbPicture {
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0, at = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, at += 3) {
      const shade = (Math.floor(x / 16) + Math.floor(y / 16)) % 2 === 0 ? 8 : -8;
      data.set(
        (OWN[classAt(x, y)] as Rgb).map((value) => value + shade),
        at,
      );
    }
  }
  return { size: SIDE, data };
}

const pixel = ({ data }: RgbPicture, x: number, y: number) => [
  ...data.subarray((y * SIDE + x) * 3, (y * SIDE + x) * 3 + 3),
];
const coloursOf = async (picture: RgbPicture) => classColours(cellMeans(picture), await parser.parse());
const reference = (colours: { skin?: string; hair?: string; lips?: string } | undefined) => ({
  source: 'picture' as const,
  encoder: '00000000',
  code: 'AAAA',
  colours,
});

describe('K4 the colours of a reference', () => {
  test('are those of skin, hair and lips in it, and stand in a setting as they are', async () => {
    const colours = await coloursOf(portrait());
    for (const [name, number] of [
      ['skin', SKIN],
      ['hair', HAIR],
      ['lips', UPPER_LIP],
    ] as const) {
      for (const c of [0, 1, 2] as const) expect(colours[name]?.[c]).toBeCloseTo((OWN[number] as Rgb)[c], 0);
    }
    expect(packColours({ hair: [40.4, 30, 255] })).toEqual({ hair: '#281eff' });
    expect(unpackColours({ hair: '#281eff' })).toEqual({ hair: [40, 30, 255] });
  });

  test('become the portrait’s, whose light and shade stay', async () => {
    const before = portrait();
    const wanted = { skin: [170, 130, 110], hair: [80, 60, 30], lips: [170, 70, 70] } as const;
    const after = await matchColours(before, wanted, parser);
    const colours = await coloursOf(after);
    for (const name of ['skin', 'hair', 'lips'] as const) {
      for (const c of [0, 1, 2] as const)
        expect(Math.abs((colours[name]?.[c] as number) - wanted[name][c])).toBeLessThan(4);
    }
    const contrast = (picture: RgbPicture) =>
      (pixel(picture, 408, 300)[0] as number) - (pixel(picture, 424, 300)[0] as number);
    expect(contrast(after)).toBe(contrast(before));
  });

  test('colour an ear as they do the face, and only what they tell of', async () => {
    const before = portrait();
    const after = await matchColours(before, { skin: [170, 130, 110] }, parser);
    expect(pixel(after, 30, 300).map((value, c) => value - (pixel(before, 30, 300)[c] as number))).toEqual([
      -30, -20, -10,
    ]);
    expect(pixel(after, 256, 60)).toEqual(pixel(before, 256, 60));
  });

  test('never move a colour far: a misread picture does not turn black hair white', async () => {
    const before = portrait();
    const after = await matchColours(before, { hair: [255, 255, 255] }, parser);
    expect((pixel(after, 256, 60)[0] as number) - (pixel(before, 256, 60)[0] as number)).toBe(64);
  });

  test('are none where the portrait shows nothing of it, or the reference is an old room’s', async () => {
    const blank = { parse: async () => new Float32Array(19 * CELLS).fill(1, 0, CELLS) };
    const before = portrait();
    expect((await matchColours(before, { hair: [200, 200, 200] }, blank)).data).toEqual(before.data);
    expect(wantedColours(reference(undefined), NO_SLIDERS)).toBeNull();
    expect(wantedColours(null, NO_SLIDERS)).toBeNull();
  });

  test('are moved on by the sliders, each by its own', () => {
    const plain = reference({ skin: '#646464', hair: '#646464' });
    expect(wantedColours(plain, NO_SLIDERS)).toEqual({ skin: [100, 100, 100], hair: [100, 100, 100] });
    const lighter = wantedColours(plain, { ...NO_SLIDERS, hair: 1 });
    expect(lighter?.skin).toEqual([100, 100, 100]);
    for (const value of lighter?.hair ?? []) expect(value).toBeGreaterThan(110);
    const redder = wantedColours(plain, { ...NO_SLIDERS, warmth: 2 })?.hair as Rgb;
    expect(redder[0] - redder[1]).toBeGreaterThan(5);
    expect(wantedColours(plain, { ...NO_SLIDERS, skin: -1 })?.skin?.[0]).toBeLessThan(90);
  });
});

test('K4 the odds of a cell sum over what wears a colour', async () => {
  const odds = wearingOdds(await parser.parse());
  expect(odds.skin[100 * CELLS_SIDE + 2]).toBeCloseTo(1, 3);
  expect(odds.hair[100 * CELLS_SIDE + 2]).toBeCloseTo(0, 3);
  expect(odds.hair[10 * CELLS_SIDE + 60]).toBeCloseTo(1, 3);
});
