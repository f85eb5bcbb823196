import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { PortraitPipeline } from '../pipeline.ts';
import { syntheticLines } from '../testing/syntheticFace.ts';
import { ReferenceReader } from './referenceReader.ts';

/** ms: a few seconds of looking a picture, on a busy machine */
const TIMEOUT_MS = 120_000;

let portrait: Buffer;
let reader: ReferenceReader;

describe('the shipped networks', { timeout: TIMEOUT_MS }, () => {
  beforeAll(async () => {
    const pipeline = await PortraitPipeline.load();
    const strokes = syntheticLines().map((points, i) => ({ key: String(i), points }));
    const { image } = await pipeline.render({ drawing: { strokes }, settings: DEFAULT_SETTINGS, size: 512 });
    await pipeline.dispose();
    portrait = Buffer.from(image);
    reader = await ReferenceReader.load();
  }, TIMEOUT_MS);
  afterAll(() => reader?.dispose());

  test('find a face that stands small and aside on a larger picture, as they find it alone', async () => {
    const small = await sharp(portrait).resize(300, 300).toBuffer();
    const background = { width: 800, height: 600, channels: 3, background: '#7a8a6a' } as const;
    const picture = await sharp({ create: background })
      .composite([{ input: small, left: 410, top: 220 }])
      .jpeg()
      .toBuffer();
    const [alone, aside] = [await reader.read(portrait, 'portrait'), await reader.read(picture, 'picture')];
    const values = [alone, aside].map(({ code }) => new Int8Array(Buffer.from(code, 'base64url')));
    const distance = Math.hypot(...(values[0] as Int8Array).map((v, i) => v - (values[1]?.[i] as number)));
    const length = Math.hypot(...(values[0] as Int8Array));
    expect(distance / length).toBeLessThan(0.6);
    expect(alone).toMatchObject({ source: 'portrait', encoder: aside.encoder });
  });

  test.each([
    [
      'no face',
      () => sharp({ create: { width: 400, height: 300, channels: 3, background: '#88a' } }).png(),
      /shows no face/,
    ],
    [
      'a tiny picture',
      () => sharp({ create: { width: 20, height: 20, channels: 3, background: '#88a' } }).png(),
      /needs 48 a side/,
    ],
  ])('refuse %s in words', async (_, make, words) => {
    await expect(reader.read(await make().toBuffer(), 'picture')).rejects.toThrow(words);
  });

  test.each([
    ['nothing', Buffer.alloc(0), /is empty/],
    ['text', Buffer.from('no picture'), /no PNG, JPEG or WebP/],
    [
      'an SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
      /no PNG/,
    ],
    ['a broken PNG', Buffer.from('\x89PNG\r\n\x1a\nrubbish', 'latin1'), /cannot|can be read/],
  ])('refuse %s in words', async (_, bytes, words) => {
    await expect(reader.read(bytes, 'picture')).rejects.toThrow(words);
  });
});
