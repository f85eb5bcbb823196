import sharp, { type OutputInfo } from 'sharp';
import type { Place } from '../../models/index.ts';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { eyeCentres } from './landmarks.ts';

/** canvas px: left pupil, right pupil, mouth centre (`models/training/limn_training/prepare/align.py`) */
const TEMPLATE: readonly Place[] = [
  { x: 192, y: 239 },
  { x: 314, y: 239 },
  { x: 252, y: 371 },
];

/** Scale and rotation (a, b) and shift: x' = a·x − b·y + dx, y' = b·x + a·y + dy. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly dx: number;
  readonly dy: number;
}

/** Brings a face to the template. @param landmarks 68 places, px of the picture @returns a PNG of 512 px */
export async function alignPhoto(picture: Uint8Array, landmarks: readonly Place[]): Promise<Uint8Array> {
  const [left, right] = eyeCentres(landmarks);
  const [from, to] = [landmarks[48], landmarks[54]] as [Place, Place];
  const mouth = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const { a, b, dx, dy } = similarityBetween([left, right, mouth], TEMPLATE);
  // libvips enlarges the output box to hold the whole picture; the canvas is then cut out of it.
  const { data, info } = await sharp(picture)
    .flatten({ background: '#ffffff' })
    .affine([a, -b, b, a], { background: '#ffffff', interpolator: 'bicubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = await sharp(picture).metadata();
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ] as const;
  const originX = Math.min(...corners.map(([x, y]) => a * x - b * y));
  const originY = Math.min(...corners.map(([x, y]) => b * x + a * y));
  return onCanvas(data, info, Math.round(originX + dx), Math.round(originY + dy));
}

async function onCanvas(
  data: Buffer,
  { width, height, channels }: OutputInfo,
  left: number,
  top: number,
): Promise<Uint8Array> {
  const moved = sharp(data, { raw: { width, height, channels } });
  const [x, y] = [Math.max(0, -left), Math.max(0, -top)];
  const inside = {
    left: x,
    top: y,
    width: Math.min(width - x, CANVAS_SIZE - Math.max(0, left)),
    height: Math.min(height - y, CANVAS_SIZE - Math.max(0, top)),
  };
  const cut = await moved.extract(inside).png().toBuffer();
  const size = { width: CANVAS_SIZE, height: CANVAS_SIZE, channels: 3 as const, background: '#ffffff' };
  return sharp({ create: size })
    .composite([{ input: cut, left: Math.max(0, left), top: Math.max(0, top) }])
    .png()
    .toBuffer();
}

/** The least-squares similarity from some places to as many others. */
export function similarityBetween(from: readonly Place[], to: readonly Place[]): Similarity {
  const centre = (places: readonly Place[]) => ({
    x: places.reduce((sum, { x }) => sum + x, 0) / places.length,
    y: places.reduce((sum, { y }) => sum + y, 0) / places.length,
  });
  const [source, target] = [centre(from), centre(to)];
  let along = 0;
  let across = 0;
  let spread = 0;
  from.forEach((place, i) => {
    const [x, y] = [place.x - source.x, place.y - source.y];
    const goal = to[i] as Place;
    const [u, v] = [goal.x - target.x, goal.y - target.y];
    along += x * u + y * v;
    across += x * v - y * u;
    spread += x * x + y * y;
  });
  const [a, b] = [along / spread, across / spread];
  return { a, b, dx: target.x - (a * source.x - b * source.y), dy: target.y - (b * source.x + a * source.y) };
}
