import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { portraitDescription } from '../shared/generatedMark.ts';
import { MAX_PORTRAIT_BYTES } from '../shared/limits.ts';
import type { RgbPicture } from './imageSynthesis.ts';
import { encodePortrait } from './portraitEncoder.ts';
import { seededRandom } from './random.ts';

function flat(size: number, level: number): RgbPicture {
  return { size, data: new Uint8Array(size * size * 3).fill(level) };
}

function noise(size: number): RgbPicture {
  const random = seededRandom(1);
  return { size, data: Uint8Array.from({ length: size * size * 3 }, () => 256 * random()) };
}

describe('encodePortrait', () => {
  test.each([
    ['webp', 'image/webp'],
    ['png', 'image/png'],
  ] as const)(
    '%s has the wished size and says in its metadata that it is generated',
    async (format, mime) => {
      const encoded = await encodePortrait(flat(512, 120), 256, format, 'test-1');
      expect(encoded.mime).toBe(mime);
      const metadata = await sharp(encoded.image).metadata();
      expect([metadata.width, metadata.height, metadata.format]).toEqual([256, 256, format]);
      expect(metadata.exif?.toString('latin1')).toContain(portraitDescription('test-1'));
      expect(metadata.xmpAsString).toContain('trainedAlgorithmicMedia');
    },
  );

  test.each([512, 256] as const)('carries a legible caption at the bottom edge of %i px', async (size) => {
    for (const level of [0, 255]) {
      const { image } = await encodePortrait(flat(size, level), size, 'png', 'test-1');
      const { data } = await sharp(image).greyscale().raw().toBuffer({ resolveWithObject: true });
      const scale = size / 256;
      const plate = data.subarray((size - 13 * scale) * size);
      const light = plate.filter((value) => value > 220).length;
      expect(light).toBeGreaterThan(200 * scale ** 2);
      expect(data.subarray(0, (size - 13 * scale) * size).every((value) => value === level)).toBe(true);
    }
  });

  test('does not change the picture that it is given', async () => {
    const picture = flat(512, 9);
    await encodePortrait(picture, 512, 'webp', 'test-1');
    expect(picture.data.every((value) => value === 9)).toBe(true);
  });

  test('keeps the limit of bytes even for noise', async () => {
    const { image } = await encodePortrait(noise(512), 512, 'webp', 'test-1');
    expect(image.byteLength).toBeLessThanOrEqual(MAX_PORTRAIT_BYTES);
  });
});
