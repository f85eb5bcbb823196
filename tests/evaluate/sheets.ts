import sharp, { type OverlayOptions } from 'sharp';
import type { InkStroke } from '../../models/index.ts';
import { drawPolyline } from '../../models/linePen.ts';
import { CANVAS_SIZE } from '../../shared/canvas.ts';

/** canvas px: the pen that sheets show drawings with */
const PEN_RADIUS = 1.5;
/** of WebP sheets: flaws seen on them must be those of the portraits */
const SHEET_QUALITY = 94;
/** in a line of a title */
const TITLE_LETTERS = 13;
/** px between two cells */
const GAP = 4;

/** A drawing as a PNG of 512 px. */
export async function drawingPicture(strokes: readonly InkStroke[]): Promise<Uint8Array> {
  const data = new Uint8Array(CANVAS_SIZE * CANVAS_SIZE);
  const paper = { width: CANVAS_SIZE, height: CANVAS_SIZE, data };
  for (const { points } of strokes) drawPolyline(paper, points, PEN_RADIUS);
  const raw = { width: CANVAS_SIZE, height: CANVAS_SIZE, channels: 1 as const };
  return sharp(data, { raw }).negate().png().toBuffer();
}

/** A cell with words in it: the title of a row or a column. */
export function titlePicture(text: string, tile: number): Uint8Array {
  const size = Math.round(tile / 9);
  const lines = inLines(text.split(' '));
  const top = (tile - lines.length * size * 1.3) / 2 + size;
  const words = lines.map(
    (line, i) => `<tspan x="${tile / 2}" y="${top + i * size * 1.3}">${escaped(line)}</tspan>`,
  );
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${tile}" height="${tile}">` +
      `<text font-family="sans-serif" font-size="${size}" text-anchor="middle">${words.join('')}</text></svg>`,
  );
}

/** Words in lines of as many letters as a tile is wide. */
function inLines(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= TITLE_LETTERS) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * Writes cells in rows as one picture.
 * @param rows encoded pictures; null leaves a cell empty @param file PNG or WebP
 * @param tile px: side of a cell
 */
export async function writeSheet(
  rows: readonly (readonly (Uint8Array | null)[])[],
  tile: number,
  file: string,
): Promise<void> {
  const format = file.endsWith('.webp') ? 'webp' : 'png';
  const step = tile + GAP;
  const columns = Math.max(1, ...rows.map(({ length }) => length));
  const tiles: OverlayOptions[] = [];
  for (const [y, row] of rows.entries()) {
    for (const [x, picture] of row.entries()) {
      if (!picture) continue;
      const input = await sharp(picture).resize(tile, tile, { fit: 'fill' }).png().toBuffer();
      tiles.push({ input, left: x * step, top: y * step });
    }
  }
  const size = { width: columns * step - GAP, height: Math.max(1, rows.length * step - GAP) };
  await sharp({ create: { ...size, channels: 3, background: '#ffffff' }, limitInputPixels: false })
    .composite(tiles)
    .toFormat(format, { quality: SHEET_QUALITY })
    .toFile(file);
}

/** Items in rows of so many. */
export function inRows<T>(items: readonly T[], columns: number): T[][] {
  const rows = Math.ceil(items.length / columns);
  return Array.from({ length: rows }, (_, row) => items.slice(row * columns, (row + 1) * columns));
}
