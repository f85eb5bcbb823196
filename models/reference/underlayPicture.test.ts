import sharp from 'sharp';
import { expect, test } from 'vitest';
import { MAX_UNDERLAY_BYTES } from '../../shared/limits.ts';
import { InputError } from '../errors.ts';
import { seededRandom } from '../random.ts';
import { underlayPicture } from './underlayPicture.ts';

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#987' } });

test('a photo becomes a WebP that holds its pixels and nothing else of the file', async () => {
  const photo = await plain(1600, 1200)
    .withExif({ IFD0: { Copyright: 'secret place' } })
    .jpeg()
    .toBuffer();
  expect(photo.includes('secret place')).toBe(true);
  const picture = await underlayPicture(photo);
  expect(await sharp(picture).metadata()).toMatchObject({ format: 'webp', width: 768, height: 576 });
  expect(Buffer.from(picture).includes('secret place')).toBe(false);
});

test('noise, which packs worst, is still small enough', async () => {
  const random = seededRandom(5);
  const noise = Uint8Array.from({ length: 900 * 900 * 3 }, () => 256 * random());
  const photo = await sharp(noise, { raw: { width: 900, height: 900, channels: 3 } })
    .png()
    .toBuffer();
  expect((await underlayPicture(photo)).byteLength).toBeLessThanOrEqual(MAX_UNDERLAY_BYTES);
});

test.each([
  ['nothing', new Uint8Array()],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>')],
  ['a GIF', Buffer.from('GIF89a, honestly')],
  ['a PNG that is cut off', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
])('%s is refused with a sentence', async (_name, bytes) => {
  await expect(underlayPicture(bytes)).rejects.toThrow(InputError);
});

test('a stamp is refused', async () => {
  await expect(underlayPicture(await plain(20, 400).png().toBuffer())).rejects.toThrow('32 a side');
});
