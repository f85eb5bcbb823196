import sharp from 'sharp';
import type { Place } from '../../models/index.ts';

/** Sides of the sheet, as a multiple of the drawing's. */
const SHEET = 1.4;
const SMALLEST = 0.6;
const LARGEST = 1.3;
/** degrees each way */
const TILT = 20;

export interface MovedDrawing {
  readonly picture: Buffer;
  /** Where a place of the drawing (px) lies on the moved picture (px). */
  readonly moved: (place: Place) => Place;
}

/**
 * The drawing scaled, tilted and laid somewhere on a larger sheet of its own paper.
 * @param random 0…1
 */
export async function moveDrawing(picture: Uint8Array, random: () => number): Promise<MovedDrawing> {
  const { data, info } = await sharp(picture)
    .flatten({ background: '#ffffff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const paper = medianOfBorder(data, width, height);
  const scale = SMALLEST * (LARGEST / SMALLEST) ** random();
  const tilt = ((2 * random() - 1) * TILT * Math.PI) / 180;
  const [a, b] = [scale * Math.cos(tilt), scale * Math.sin(tilt)];
  const [wide, high] = [Math.round(SHEET * width), Math.round(SHEET * height)];
  const offset = (sheet: number, box: number) => Math.round((sheet - box) * (sheet > box ? random() : 0.5));
  const turned = await sharp(data, { raw: { width, height, channels: 1 } })
    .affine(
      [
        [a, -b],
        [b, a],
      ],
      { background: { r: paper, g: paper, b: paper } },
    )
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const left = offset(wide, turned.info.width);
  const top = offset(high, turned.info.height);
  const sheet = Buffer.alloc(wide * high, paper);
  for (let y = Math.max(0, top); y < Math.min(high, top + turned.info.height); y++) {
    for (let x = Math.max(0, left); x < Math.min(wide, left + turned.info.width); x++) {
      const pixel = (y - top) * turned.info.width + x - left;
      sheet[y * wide + x] = turned.data[pixel * turned.info.channels] as number;
    }
  }
  // The turned picture is as small as holds all four corners.
  const corners = [0, width].flatMap((x) => [0, height].map((y) => ({ x: a * x - b * y, y: b * x + a * y })));
  const dx = left - Math.min(...corners.map(({ x }) => x));
  const dy = top - Math.min(...corners.map(({ y }) => y));
  return {
    picture: await sharp(sheet, { raw: { width: wide, height: high, channels: 1 } })
      .png()
      .toBuffer(),
    moved: ({ x, y }) => ({ x: a * x - b * y + dx, y: b * x + a * y + dy }),
  };
}

function medianOfBorder(grey: Uint8Array, width: number, height: number): number {
  const border = [];
  for (let x = 0; x < width; x++) border.push(grey[x] as number, grey[(height - 1) * width + x] as number);
  for (let y = 0; y < height; y++)
    border.push(grey[y * width] as number, grey[y * width + width - 1] as number);
  return border.sort((p, q) => p - q)[border.length >> 1] as number;
}
