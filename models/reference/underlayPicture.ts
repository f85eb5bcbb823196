import { MAX_UNDERLAY_BYTES } from '../../shared/limits.ts';
import { InputError } from '../errors.ts';
import { withPhoto } from './photoBytes.ts';

/** px: a smaller picture shows nothing to trace. */
const SMALLEST_SIDE = 32;
/** Longest side in px and WebP quality, tried in turn until the picture is small enough. */
const SIZES = [
  [768, 60],
  [640, 50],
  [512, 40],
  [384, 30],
  [256, 20],
] as const;

/**
 * A photo or scan as the picture that lies under a room's sheet: decoded and encoded anew, so that nothing of the file
 * but its pixels reaches other people's browsers.
 * @param bytes PNG, JPEG or WebP
 * @returns WebP, MAX_UNDERLAY_BYTES at most
 * @throws InputError whose message completes the sentence "FILE …"
 */
export function underlayPicture(bytes: Uint8Array): Promise<Uint8Array> {
  return withPhoto(bytes, SMALLEST_SIDE, async (open) => {
    for (const [side, quality] of SIZES) {
      const picture = await open()
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#fff' })
        .toColourspace('srgb')
        .webp({ quality })
        .toBuffer();
      if (picture.byteLength <= MAX_UNDERLAY_BYTES) return new Uint8Array(picture);
    }
    throw new InputError('cannot be made small enough');
  });
}
