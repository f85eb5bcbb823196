import sharp from 'sharp';
import { expect, test } from 'vitest';
import { tinted } from './tint.ts';

/** A disc on a ground, 64 px. */
const disc = (ground: string, ink: string) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="${ground}"/><circle cx="20" cy="30" r="12" fill="${ink}"/></svg>`,
    ),
  )
    .png()
    .toBuffer();

test('a tinted picture has the other’s colours where its own shapes are', async () => {
  const result = await tinted(await disc('#404040', '#c0c0c0'), await disc('#602020', '#a0e0e0'));
  const { data, info } = await sharp(result).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray((y * 64 + x) * info.channels, (y * 64 + x) * info.channels + 3),
  ];
  const near = (colour: readonly number[], wanted: readonly number[]) =>
    colour.forEach((value, i) => {
      expect(Math.abs(value - (wanted[i] as number))).toBeLessThanOrEqual(2);
    });
  near(at(60, 60), [0x60, 0x20, 0x20]);
  near(at(20, 30), [0xa0, 0xe0, 0xe0]);
});

test('a picture without contrast takes the mean alone', async () => {
  const result = await tinted(await disc('#404040', '#404040'), await disc('#808080', '#808080'));
  const [red] = (await sharp(result).stats()).channels;
  expect(red).toMatchObject({ min: 128, max: 128 });
});
