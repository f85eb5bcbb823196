import sharp from 'sharp';
import { expect, test } from 'vitest';
import { shadedTones } from '../../shared/scan/drawnTones.ts';
import type { GreyPicture } from '../../shared/scan/evenPaper.ts';
import { ofPlacement } from '../../shared/similarity.ts';
import type { RenderRequest } from '../pipeline.ts';
import { drawnLooks } from './drawnLooks.ts';

const SIDE = 512;
const IN_PLACE = ofPlacement({ scale: 1, x: 0, y: 0 });

/** A head with hair of this darkness on paper. */
function drawing(hair: number): GreyPicture {
  const data = Float32Array.from({ length: SIDE * SIDE }, (_, i) => (i < 160 * SIDE ? hair : 0));
  return { width: SIDE, height: SIDE, data };
}

/** Draws fair people with any seed but one, whose hair is dark. */
function painter(dark: number) {
  const tried: number[] = [];
  const render = async ({ settings }: RenderRequest) => {
    tried.push(settings.appearanceSeed);
    const picture = { width: 256, height: 256, channels: 3 as const, background: '#c0a090' };
    const hair = settings.appearanceSeed === dark ? '#201510' : '#f0e0a0';
    const top = { create: { ...picture, height: 80, background: hair } };
    const image = await sharp({ create: picture })
      .composite([{ input: top, left: 0, top: 0 }])
      .png()
      .toBuffer();
    return { image } as never;
  };
  return { render, forget: () => undefined, tried };
}

test('the looks are those of the seed whose portrait is dark where the drawing is', async () => {
  const pipeline = painter(11);
  expect(await drawnLooks(pipeline, [], shadedTones(drawing(0.6), IN_PLACE))).toEqual({
    appearanceSeed: 11,
  });
});

test('a drawing of lines alone tells no looks, and nothing is tried', async () => {
  const pipeline = painter(11);
  expect(await drawnLooks(pipeline, [], shadedTones(drawing(0.05), IN_PLACE))).toEqual({});
  expect(pipeline.tried).toEqual([]);
});
