import sharp, { type Sharp } from 'sharp';
import { MAX_IMPORT_PIXELS, MAX_IMPORT_SIDE } from '../../shared/limits.ts';
import { boxBlur } from '../boxBlur.ts';
import { InputError, messageOf } from '../errors.ts';

/** One channel, row-major. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** [height × width], 0…1 */
  readonly data: Float32Array;
}

/** px: longest side of the picture that lines are looked for in: about 1¼ canvases, so that no line is lost. */
export const WORKING_SIDE = 640;

/** Below this median the drawing is light on dark; drawings are mostly paper. */
const DARK_PAPER = 0.45;
/** dots an inch at which an SVG has its own size, and the most that libvips takes */
const SVG_DENSITY = 72;
const MAX_SVG_DENSITY = 2400;
/** The page's light changes slowly: over a tenth of it. */
const PAPER_RADIUS = WORKING_SIDE / 10;

/**
 * A drawing as darkness on even paper: 0 paper, 1 the darkest ink, whatever its size, its light and
 * whether it is dark on light or light on dark. The longest side becomes WORKING_SIDE.
 * @param formats that may be decoded, by libvips' names
 * @throws InputError if the bytes are no picture of these formats, or one larger than the limits
 */
export async function readInkPicture(bytes: Uint8Array, formats: readonly string[]): Promise<GreyPicture> {
  const lightness = await decode(bytes, formats);
  const paperIsDark = median(borderOf(lightness)) < DARK_PAPER && median(lightness.data) < DARK_PAPER;
  const light = paperIsDark ? invert(lightness) : lightness;
  return stretch(dividePaper(light));
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

function invert({ width, height, data }: GreyPicture): GreyPicture {
  return { width, height, data: data.map((value) => 1 - value) };
}

/**
 * Darkness against the paper around: uneven light and grey paper go. The paper's level is the mean of
 * what is no darker than its surroundings, so that dark hair does not count as paper.
 */
function dividePaper({ width, height, data }: GreyPicture): GreyPicture {
  const around = boxBlur(data, width, height, PAPER_RADIUS);
  const weight = data.map((value, i) => (value >= (around[i] as number) ? 1 : 1e-3));
  const light = boxBlur(
    data.map((value, i) => value * (weight[i] as number)),
    width,
    height,
    PAPER_RADIUS,
  );
  const total = boxBlur(weight, width, height, PAPER_RADIUS);
  const darkness = data.map((value, i) => {
    const paper = Math.max(0.05, (light[i] as number) / (total[i] as number));
    return Math.min(1, Math.max(0, 1 - value / paper));
  });
  return { width, height, data: darkness };
}

/** Brings faint pencil to full contrast: the darkest half per cent becomes 1. */
function stretch({ width, height, data }: GreyPicture): GreyPicture {
  const darkest = Math.max(0.15, quantile(data, 0.995));
  return { width, height, data: data.map((value) => Math.min(1, value / darkest)) };
}

function borderOf({ width, height, data }: GreyPicture): Float32Array {
  const top = data.subarray(0, width);
  const bottom = data.subarray((height - 1) * width);
  const sides = Float32Array.from({ length: 2 * height }, (_, i) =>
    i < height ? (data[i * width] as number) : (data[(i - height) * width + width - 1] as number),
  );
  return Float32Array.from([...top, ...bottom, ...sides]);
}

function median(values: Float32Array): number {
  return quantile(values, 0.5);
}

/** The value below which that share of the values lies, to a thousandth. @param values 0…1 */
function quantile(values: Float32Array, share: number): number {
  const bins = new Uint32Array(1001);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.round((values[i] as number) * 1000);
    bins[bin] = (bins[bin] as number) + 1;
  }
  let left = share * values.length;
  const bin = bins.findIndex((count) => {
    left -= count;
    return left < 0;
  });
  return (bin < 0 ? 1000 : bin) / 1000;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}
