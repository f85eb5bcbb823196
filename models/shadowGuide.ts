import { PART_IDS, type PartId } from '../shared/parts.ts';
import { boxBlur } from '../shared/scan/boxBlur.ts';
import { GUIDE_SIZE, type GuideArt } from './guideArt.ts';
import type { Neighbour } from './manifoldProjection.ts';
import { adaptiveAveragePool } from './partWindows.ts';

/** px of the guide: how far around a stroke the guide fades. */
const FADE_RADIUS = 6;
/** A 1.5 px line, blurred over that radius, leaves a tenth of itself: this brings its middle to full fading. */
const FADE_GAIN = 7;
/** Neighbours disagree by a few px, so even a shared line blends to about half: lift it back. */
const BLEND_GAIN = 1.8;

/**
 * The shadow guide (ShadowDraw's idea, as DeepFaceDrawing section 3.1 uses it): the neighbours' line
 * art of each part blended by their weights, the parts composited by maximum, faded under what is
 * already drawn.
 * @param raster [rasterSize × rasterSize] ink, 0…1
 * @returns [256 × 256] darkness, 0 nothing, 255 a line that all neighbours share
 */
export function composeShadowGuide(
  neighbours: Readonly<Record<PartId, readonly Neighbour[]>>,
  art: GuideArt,
  raster: Float32Array,
  rasterSize: number,
): Uint8Array {
  const shadow = new Float32Array(GUIDE_SIZE * GUIDE_SIZE);
  const blend = new Float32Array(GUIDE_SIZE * GUIDE_SIZE);
  for (const part of PART_IDS) {
    const arts = shares(neighbours[part]).map(({ face, share }) => ({ share, art: art.draw(face, part) }));
    for (const { share, art: drawn } of arts) {
      drawn.pixels.forEach((pixel, i) => {
        blend[pixel] = (blend[pixel] as number) + (share * (drawn.ink[i] as number)) / 255;
      });
    }
    for (const { art: drawn } of arts) {
      for (const pixel of drawn.pixels) {
        shadow[pixel] = Math.max(shadow[pixel] as number, blend[pixel] as number);
        blend[pixel] = 0;
      }
    }
  }
  const whole = { x: 0, y: 0, width: rasterSize, height: rasterSize };
  const ink = rasterSize === GUIDE_SIZE ? raster : adaptiveAveragePool(raster, rasterSize, whole, GUIDE_SIZE);
  const near = boxBlur(ink, GUIDE_SIZE, GUIDE_SIZE, FADE_RADIUS);
  const darkness = new Uint8Array(shadow.length);
  for (let i = 0; i < darkness.length; i++) {
    const fade = 1 - Math.min(1, FADE_GAIN * (near[i] as number));
    darkness[i] = Math.round(255 * Math.min(1, BLEND_GAIN * (shadow[i] as number)) * fade);
  }
  return darkness;
}

/** Only positive weights, normalised: a face that LLE subtracts is no face to draw like. */
function shares(neighbours: readonly Neighbour[]): { face: number; share: number }[] {
  const positive = neighbours.filter(({ weight }) => weight > 0);
  const total = positive.reduce((sum, { weight }) => sum + weight, 0);
  return positive.map(({ face, weight }) => ({ face, share: weight / total }));
}
