import sharp from 'sharp';
import { MAX_IMPORT_SIDE, MAX_REFERENCE_BYTES, MAX_REFERENCE_PIXELS } from '../../shared/limits.ts';
import { InputError, messageOf } from '../errors.ts';

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
export async function readRgbPicture(bytes: Uint8Array): Promise<RgbArea> {
  if (bytes.byteLength === 0) throw new InputError('is empty');
  if (bytes.byteLength > MAX_REFERENCE_BYTES) {
    throw new InputError(`is larger than ${MAX_REFERENCE_BYTES / 1024 / 1024} MB`);
  }
  // Other decoders (SVG reaches for files, PDF, TIFF) are never started.
  if (!looksLikePhoto(bytes)) throw new InputError('is no PNG, JPEG or WebP picture');
  try {
    const open = () => sharp(bytes, { limitInputPixels: MAX_REFERENCE_PIXELS, failOn: 'error' });
    const { width, height } = await open().metadata();
    if (Math.max(width, height) > MAX_IMPORT_SIDE) {
      throw new InputError(`is ${width} × ${height} px; at most ${MAX_IMPORT_SIDE} a side are read`);
    }
    if (Math.min(width, height) < SMALLEST_SIDE) {
      throw new InputError(`is ${width} × ${height} px; a face needs ${SMALLEST_SIDE} a side at least`);
    }
    const { data, info } = await open()
      .autoOrient()
      .resize(WORKING_SIDE, WORKING_SIDE, { fit: 'inside' })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: threeChannels(data, info.channels) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    const [reason] = messageOf(error).split('\n', 1);
    throw new InputError(`is not a picture that can be read (${reason})`);
  }
}

/** Whether the first bytes are those of a PNG, JPEG or WebP file. */
function looksLikePhoto(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return (
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    head.startsWith('\xff\xd8\xff') ||
    (head.startsWith('RIFF') && head.endsWith('WEBP'))
  );
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  return Uint8Array.from(
    { length: (data.length / channels) * 3 },
    (_, i) => data[Math.floor(i / 3) * channels] as number,
  );
}
