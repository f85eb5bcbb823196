import sharp from 'sharp';
import { GUIDE_SIZE } from './guideArt.ts';

/** A dark blue-grey that no pen colour of the app uses. */
const INK = { r: 43, g: 58, b: 84 };

/**
 * A shadow guide as WebP: one ink colour, its darkness in the alpha channel, so that a browser can lay
 * it under the strokes. About 5–14 KB.
 * @param darkness [256 × 256], 0…255
 */
export async function encodeShadowGuide(darkness: Uint8Array): Promise<Uint8Array> {
  const rgba = new Uint8Array(darkness.length * 4);
  for (let i = 0; i < darkness.length; i++) {
    rgba[4 * i] = INK.r;
    rgba[4 * i + 1] = INK.g;
    rgba[4 * i + 2] = INK.b;
    rgba[4 * i + 3] = darkness[i] as number;
  }
  return sharp(rgba, { raw: { width: GUIDE_SIZE, height: GUIDE_SIZE, channels: 4 } })
    .webp({ quality: 20, alphaQuality: 70, effort: 0, exact: true })
    .toBuffer();
}
