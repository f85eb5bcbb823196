import type { GreyPicture } from './evenPaper.ts';

/** Above this share of opaque pixels a picture brings its own paper. */
const OPAQUE_SHARE = 0.5;

/**
 * A picture's lightness. A transparent drawing is laid on the paper that shows its ink: white, or black for light ink.
 * @param rgba [height × width × 4], 0…255
 */
export function lightnessOf(rgba: Uint8ClampedArray, width: number, height: number): GreyPicture {
  const lightness = new Float32Array(width * height);
  let light = 0;
  let opaque = 0;
  for (let i = 0; i < lightness.length; i++) {
    const [red, green, blue, alpha] = rgba.subarray(4 * i, 4 * i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const value = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
    lightness[i] = value;
    light += value * alpha;
    opaque += alpha;
  }
  const everywhere = opaque > OPAQUE_SHARE * 255 * lightness.length;
  const paper = !everywhere && light / Math.max(1, opaque) > 0.5 ? 0 : 1;
  for (let i = 0; i < lightness.length; i++) {
    const alpha = (rgba[4 * i + 3] as number) / 255;
    lightness[i] = (lightness[i] as number) * alpha + paper * (1 - alpha);
  }
  return { width, height, data: lightness };
}
