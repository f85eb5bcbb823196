import sharp, { type Sharp } from 'sharp';
import { generatedXmp, portraitDescription } from '../shared/generatedMark.ts';
import { MAX_PORTRAIT_BYTES } from '../shared/limits.ts';
import { drawCaption } from './caption.ts';
import type { RgbPicture } from './imageSynthesis.ts';

export const PORTRAIT_FORMATS = ['webp', 'png'] as const;
export type PortraitFormat = (typeof PORTRAIT_FORMATS)[number];

export const PORTRAIT_SIZES = [512, 256] as const;
export type PortraitSize = (typeof PORTRAIT_SIZES)[number];

export interface EncodedPicture {
  readonly image: Uint8Array;
  readonly mime: 'image/webp' | 'image/png';
  /** px: side of the square */
  readonly size: number;
}

/** Tried in turn until the picture is small enough; the last one always is. */
const WEBP_QUALITIES = [84, 76, 62, 45, 25, 1];
/** libwebp's effort 0–6: at 512 px 8 ms at 1, 12 ms at 2 (10 % fewer bytes), 45 ms at 4 (no fewer). */
const WEBP_EFFORT = 1;

/**
 * Encodes a portrait at the wished size, marked as generated in the picture (caption) and in its
 * metadata (EXIF description; XMP with IPTC's digital source type).
 */
export async function encodePortrait(
  portrait: RgbPicture,
  size: PortraitSize,
  format: PortraitFormat,
  modelVersion: string,
): Promise<EncodedPicture> {
  const picture = await resized(portrait, size);
  drawCaption(picture);
  const marked = () => mark(rawImage(picture), modelVersion);
  if (format === 'png') return { image: await marked().png().toBuffer(), mime: 'image/png', size };
  let image = new Uint8Array();
  for (const quality of WEBP_QUALITIES) {
    image = await marked().webp({ quality, effort: WEBP_EFFORT }).toBuffer();
    if (image.byteLength <= MAX_PORTRAIT_BYTES) break;
  }
  return { image, mime: 'image/webp', size };
}

async function resized(portrait: RgbPicture, size: number): Promise<RgbPicture> {
  if (portrait.size === size) return { size, data: portrait.data.slice() };
  const data = await rawImage(portrait).resize(size, size).raw().toBuffer();
  return { size, data: new Uint8Array(data) };
}

function rawImage({ size, data }: RgbPicture): Sharp {
  return sharp(data, { raw: { width: size, height: size, channels: 3 } });
}

function mark(image: Sharp, modelVersion: string): Sharp {
  const description = portraitDescription(modelVersion);
  return image
    .withExif({ IFD0: { ImageDescription: description, Software: `Limn ${modelVersion}` } })
    .withXmp(generatedXmp(description));
}
