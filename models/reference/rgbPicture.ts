import { withPhoto } from './photoBytes.ts';

/** Three channels, 0…255, row-major, interleaved. */
export interface RgbArea {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** px: longest side that faces are looked for in; a face of a quarter of it still fills the networks' input. */
const WORKING_SIDE = 512;
/** px: a smaller picture has no face to speak of. */
const SMALLEST_SIDE = 48;

/**
 * A PNG, JPEG or WebP picture, upright, its longest side WORKING_SIDE. Told apart by content, whatever the name says.
 * @throws InputError whose message completes the sentence "FILE …"
 */
export function readRgbPicture(bytes: Uint8Array): Promise<RgbArea> {
  return withPhoto(bytes, SMALLEST_SIDE, async (open) => {
    const { data, info } = await open()
      .resize(WORKING_SIDE, WORKING_SIDE, { fit: 'inside' })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: threeChannels(data, info.channels) };
  });
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  return Uint8Array.from(
    { length: (data.length / channels) * 3 },
    (_, i) => data[Math.floor(i / 3) * channels] as number,
  );
}
