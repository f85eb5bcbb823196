import sharp from 'sharp';
import type { Place } from '../../models/index.ts';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { gaussianBlur } from '../../shared/scan/gaussianBlur.ts';

/** Mean squared detail a pixel of the face, lightness 0…255. */
export interface Detail {
  /** finer than a Gaussian of σ 1 px: pores, lashes, noise */
  readonly fine: number;
  /** between σ 1 and σ 2 px: hair strands, lid and lip edges */
  readonly middle: number;
}

/** The face within jaw and brows: its outline from 68 landmarks. */
export function faceOutline(landmarks: readonly Place[]): Place[] {
  return [...landmarks.slice(0, 17), ...landmarks.slice(17, 27).reverse()];
}

/**
 * High-frequency energy within an outline: of the two finest bands of a Laplacian pyramid, at 512 px.
 * @param outline polygon, px of 512
 */
export async function detailOf(picture: Uint8Array, outline: readonly Place[]): Promise<Detail> {
  const raw = await sharp(picture)
    .flatten({ background: '#ffffff' })
    .resize(CANVAS_SIZE, CANVAS_SIZE, { fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer();
  return detailWithin(Float32Array.from(raw), CANVAS_SIZE, CANVAS_SIZE, outline);
}

/** @param light [height × width] */
export function detailWithin(
  light: Float32Array,
  width: number,
  height: number,
  outline: readonly Place[],
): Detail {
  const soft = gaussianBlur(light, width, height, 1);
  const softer = gaussianBlur(light, width, height, 2);
  let fine = 0;
  let middle = 0;
  let pixels = 0;
  for (let y = 0; y < height; y++) {
    for (const [from, to] of spansAt(outline, y + 0.5)) {
      for (let x = Math.max(0, Math.ceil(from - 0.5)); x <= Math.min(width - 1, to - 0.5); x++) {
        const i = y * width + x;
        fine += ((light[i] as number) - (soft[i] as number)) ** 2;
        middle += ((soft[i] as number) - (softer[i] as number)) ** 2;
        pixels++;
      }
    }
  }
  return { fine: fine / pixels, middle: middle / pixels };
}

/** Where a horizontal line is within a polygon. */
function spansAt(polygon: readonly Place[], y: number): [number, number][] {
  const crossings: number[] = [];
  polygon.forEach((from, i) => {
    const to = polygon[(i + 1) % polygon.length] as Place;
    if (from.y <= y === to.y <= y) return;
    crossings.push(from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x));
  });
  crossings.sort((a, b) => a - b);
  return Array.from({ length: Math.floor(crossings.length / 2) }, (_, i) => [
    crossings[2 * i] as number,
    crossings[2 * i + 1] as number,
  ]);
}
