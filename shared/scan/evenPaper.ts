import { boxBlur } from './boxBlur.ts';

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
/** The page's light changes slowly: over a tenth of it. */
const PAPER_RADIUS = WORKING_SIDE / 10;

/**
 * A drawing as darkness on even paper: 0 paper, 1 the darkest ink, whatever its light and whether it is dark on light or
 * light on dark.
 * @param lightness 0…1, its longest side WORKING_SIDE
 */
export function evenPaper(lightness: GreyPicture): GreyPicture {
  const paperIsDark = median(borderOf(lightness)) < DARK_PAPER && median(lightness.data) < DARK_PAPER;
  const light = paperIsDark ? invert(lightness) : lightness;
  return stretch(dividePaper(light));
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
