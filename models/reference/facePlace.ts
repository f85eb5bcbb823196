import type { Place } from '../linePen.ts';
import type { RgbArea } from './rgbPicture.ts';

/** px: side of what the parser and the appearance encoder see. */
export const VIEW_SIZE = 128;

/** Where the canvas' square lies in a picture: a similarity. Picture = centre + scale · R(angle) · (view − VIEW_SIZE/2). */
export interface FacePlace {
  /** picture px: the middle of the square */
  readonly x: number;
  readonly y: number;
  /** picture px a view px */
  readonly scale: number;
  /** radians, clockwise */
  readonly angle: number;
}

/** The view through that place. @returns planes [3 × 128 × 128] in −1…1; beyond the border its colour goes on */
export function lookAt(picture: RgbArea, place: FacePlace): Float32Array {
  const area = VIEW_SIZE * VIEW_SIZE;
  const view = new Float32Array(3 * area);
  // A view px covers several picture px: as many samples as it is wide keep it from flickering.
  const samples = Math.max(1, Math.min(4, Math.round(place.scale)));
  for (let v = 0; v < VIEW_SIZE; v++) {
    for (let u = 0; u < VIEW_SIZE; u++) {
      const at = v * VIEW_SIZE + u;
      for (let i = 0; i < samples * samples; i++) {
        const { x, y } = toPicture(place, {
          x: u + ((i % samples) + 0.5) / samples,
          y: v + (Math.floor(i / samples) + 0.5) / samples,
        });
        addPixel(picture, x - 0.5, y - 0.5, view, at, 1 / (samples * samples));
      }
      for (let c = 0; c < 3; c++) view[c * area + at] = (view[c * area + at] as number) / 127.5 - 1;
    }
  }
  return view;
}

/** A place of the view in the picture. */
export function toPicture({ x, y, scale, angle }: FacePlace, view: Place): Place {
  const [u, v] = [(view.x - VIEW_SIZE / 2) * scale, (view.y - VIEW_SIZE / 2) * scale];
  return {
    x: x + u * Math.cos(angle) - v * Math.sin(angle),
    y: y + u * Math.sin(angle) + v * Math.cos(angle),
  };
}

/**
 * The place that brings points of the picture to points of the view, in the least squares (Umeyama 1991, in the plane).
 * At least two different points.
 */
export function placeThrough(inPicture: readonly Place[], inView: readonly Place[]): FacePlace {
  const from = meanOf(inView);
  const to = meanOf(inPicture);
  let [along, across, size] = [0, 0, 0];
  for (const [i, p] of inPicture.entries()) {
    const q = inView[i] as Place;
    const [qx, qy, px, py] = [q.x - from.x, q.y - from.y, p.x - to.x, p.y - to.y];
    along += qx * px + qy * py;
    across += qx * py - qy * px;
    size += qx * qx + qy * qy;
  }
  const turned = { x: 0, y: 0, scale: Math.hypot(along, across) / size, angle: Math.atan2(across, along) };
  const offset = toPicture(turned, from);
  return { ...turned, x: to.x - offset.x, y: to.y - offset.y };
}

function meanOf(places: readonly Place[]): Place {
  const sum = places.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  return { x: sum.x / places.length, y: sum.y / places.length };
}

/** Adds the picture's colour at a place (pixel centres at whole numbers) to the planes, between pixels by bilinear weights. */
function addPixel(
  { width, height, data }: RgbArea,
  x: number,
  y: number,
  planes: Float32Array,
  at: number,
  weight: number,
): void {
  const px = Math.min(width - 1, Math.max(0, x));
  const py = Math.min(height - 1, Math.max(0, y));
  const left = Math.min(width - 2, Math.floor(px));
  const top = Math.min(height - 2, Math.floor(py));
  const [fx, fy] = [px - left, py - top];
  const first = (top * width + left) * 3;
  for (let c = 0; c < 3; c++) {
    const i = first + c;
    const upper = (data[i] as number) * (1 - fx) + (data[i + 3] as number) * fx;
    const lower = (data[i + width * 3] as number) * (1 - fx) + (data[i + width * 3 + 3] as number) * fx;
    const plane = c * VIEW_SIZE * VIEW_SIZE + at;
    planes[plane] = (planes[plane] as number) + weight * (upper * (1 - fy) + lower * fy);
  }
}
