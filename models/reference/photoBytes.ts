import sharp, { type Sharp } from 'sharp';
import { MAX_IMPORT_SIDE, MAX_REFERENCE_BYTES, MAX_REFERENCE_PIXELS } from '../../shared/limits.ts';
import { InputError, messageOf } from '../errors.ts';

/**
 * Opens a PNG, JPEG or WebP picture of a stranger, upright. Told apart by content, whatever the name says.
 * @param read makes what is wanted of it
 * @throws InputError whose message completes the sentence "FILE …"
 */
export async function withPhoto<T>(
  bytes: Uint8Array,
  smallestSide: number,
  read: (open: () => Sharp) => Promise<T>,
): Promise<T> {
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
    if (Math.min(width, height) < smallestSide) {
      throw new InputError(`is ${width} × ${height} px; it needs ${smallestSide} a side at least`);
    }
    return await read(() => open().autoOrient());
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
