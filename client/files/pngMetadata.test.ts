import sharp from 'sharp';
import { expect, test } from 'vitest';
import { portraitDescription } from '../../shared/generatedMark.ts';
import { withPngMetadata } from './pngMetadata.ts';

const png = () =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();

test('E1 a PNG with a portrait says in its metadata that it was generated, and still decodes', async () => {
  const description = portraitDescription('model-1');
  const marked = withPngMetadata(await png(), description);
  const metadata = await sharp(marked).metadata();
  expect(metadata).toMatchObject({ width: 4, height: 4, format: 'png' });
  expect(metadata.xmp?.toString()).toContain('trainedAlgorithmicMedia');
  expect(metadata.comments).toContainEqual({ keyword: 'Description', text: description });
  expect(await sharp(marked).raw().toBuffer()).toEqual(
    await sharp(await png())
      .raw()
      .toBuffer(),
  );
});

test('E1 a PNG of the sketch alone claims nothing of the kind', async () => {
  const metadata = await sharp(withPngMetadata(await png(), null)).metadata();
  expect(metadata.xmp).toBeUndefined();
  expect(metadata.comments).toEqual([{ keyword: 'Software', text: 'Limn' }]);
});
