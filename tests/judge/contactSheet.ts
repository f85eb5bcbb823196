import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';

const TILE = 192;

/**
 * Writes one picture of all given ones in rows; with `beside`, each has the picture of the same base
 * name from that folder above it.
 */
export async function contactSheet(
  files: readonly string[],
  beside: string | undefined,
  columns: number,
  output: string,
): Promise<void> {
  const partners = beside ? await byBaseName(beside) : null;
  const rowHeight = partners ? TILE * 2 : TILE;
  const tiles: OverlayOptions[] = [];
  for (const [i, file] of files.entries()) {
    const left = (i % columns) * TILE;
    const top = Math.floor(i / columns) * rowHeight;
    const partner = partners?.get(path.parse(file).name);
    if (partner) tiles.push({ input: await tile(partner), left, top });
    tiles.push({ input: await tile(file), left, top: top + rowHeight - TILE });
  }
  const height = Math.ceil(files.length / columns) * rowHeight;
  const sheet = { width: columns * TILE, height, channels: 3 as const, background: '#ffffff' };
  await sharp({ create: sheet }).composite(tiles).png({ compressionLevel: 9 }).toFile(output);
}

async function byBaseName(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder);
  return new Map(names.map((name) => [path.parse(name).name, path.join(folder, name)]));
}

function tile(file: string): Promise<Buffer> {
  return sharp(file)
    .flatten({ background: '#ffffff' })
    .resize(TILE, TILE, { fit: 'contain', background: '#ffffff' })
    .png()
    .toBuffer();
}
