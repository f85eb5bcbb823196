import sharp from 'sharp';
import { COARSE_SIDE, contrastOf, HEAD_CELLS, meanInHead, softened } from '../../shared/scan/drawnTones.ts';

/** Coarse tones of an encoded portrait: darkness, [32 × 32], 0…1. */
export async function tonesOfPortrait(picture: Uint8Array): Promise<Float32Array> {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .toColourspace('b-w')
    .resize(COARSE_SIDE, COARSE_SIDE)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return softened(
    Float32Array.from({ length: COARSE_SIDE ** 2 }, (_, i) => 1 - (data[i * info.channels] as number) / 255),
  );
}

/** Correlation of light and dark within the head, −1…1: paper and pencil have no colour, so only differences count. */
export function likeness(a: Float32Array, b: Float32Array): number {
  const [meanA, meanB] = [meanInHead(a), meanInHead(b)];
  let product = 0;
  for (const cell of HEAD_CELLS) product += ((a[cell] as number) - meanA) * ((b[cell] as number) - meanB);
  return product / HEAD_CELLS.length / Math.max(1e-6, contrastOf(a) * contrastOf(b));
}
