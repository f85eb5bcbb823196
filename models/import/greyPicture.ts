import sharp, { type Sharp } from 'sharp';
import { MAX_IMPORT_PIXELS, MAX_IMPORT_SIDE } from '../../shared/limits.ts';
import { evenPaper, type GreyPicture, WORKING_SIDE } from '../../shared/scan/evenPaper.ts';
import { InputError, messageOf } from '../errors.ts';

/** dots an inch at which an SVG has its own size, and the most that libvips takes */
const SVG_DENSITY = 72;
const MAX_SVG_DENSITY = 2400;

/**
 * A drawing as darkness on even paper: 0 paper, 1 the darkest ink, whatever its size, its light and
 * whether it is dark on light or light on dark. The longest side becomes WORKING_SIDE.
 * @param formats that may be decoded, by libvips' names
 * @throws InputError if the bytes are no picture of these formats, or one larger than the limits
 */
export async function readInkPicture(bytes: Uint8Array, formats: readonly string[]): Promise<GreyPicture> {
  return evenPaper(await decode(bytes, formats));
}

async function decode(bytes: Uint8Array, formats: readonly string[]): Promise<GreyPicture> {
  const open = (density?: number) =>
    sharp(bytes, { limitInputPixels: MAX_IMPORT_PIXELS, failOn: 'error', density });
  try {
    const { width, height, hasAlpha, format } = await open().metadata();
    if (!formats.includes(format)) throw new InputError(`is ${format}; PNG, JPEG, WebP and SVG are read`);
    if (width > MAX_IMPORT_SIDE || height > MAX_IMPORT_SIDE) {
      throw new InputError(`is ${width} × ${height} px; at most ${MAX_IMPORT_SIDE} a side are read`);
    }
    // An SVG has no pixels of its own: small ones are drawn at the working size, not enlarged.
    const density = format === 'svg' ? (SVG_DENSITY * WORKING_SIDE) / Math.max(width, height) : undefined;
    const whole = open(density && Math.min(MAX_SVG_DENSITY, Math.max(1, density)))
      .autoOrient()
      .resize(WORKING_SIDE, WORKING_SIDE, { fit: 'inside' });
    return await rawGrey(hasAlpha ? await flattened(whole) : whole);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`is not a picture that can be read (${firstLine(messageOf(error))})`);
  }
}

/** Lays transparent drawings on the paper that shows their ink: white, or black for light ink. */
async function flattened(image: Sharp): Promise<Sharp> {
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  let light = 0;
  let opaque = 0;
  for (let i = 0; i < data.length; i += info.channels) {
    const alpha = data[i + info.channels - 1] as number;
    light += (data[i] as number) * alpha;
    opaque += alpha;
  }
  const everywhere = opaque > 0.5 * 255 * info.width * info.height;
  const background = !everywhere && light / Math.max(1, opaque) > 128 ? '#000' : '#fff';
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } }).flatten({ background });
}

async function rawGrey(image: Sharp): Promise<GreyPicture> {
  const { data, info } = await image
    .toColourspace('b-w')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const grey = new Float32Array(info.width * info.height);
  for (let i = 0; i < grey.length; i++) grey[i] = (data[i * info.channels] as number) / 255;
  return { width: info.width, height: info.height, data: grey };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}
