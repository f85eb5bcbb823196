import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { drawingPicture, inRows, writeSheet } from './sheets.ts';
import type { Subject } from './subjects.ts';

/** px */
const TILE = 192;
/** faces in a row of the sheet */
const FACES_A_ROW = 3;
/** More are not looked at on one picture. */
const MOST = 200;

/** Drawing as given, where it is a picture | lines | portrait | photo of the first subjects. @param portraits folder of `ID.png` */
export async function writeContactSheet(
  subjects: readonly Subject[],
  portraits: string,
  file: string,
): Promise<void> {
  const cells: (Uint8Array | null)[][] = [];
  const someGiven = subjects.some(({ given }) => given);
  for (const { id, given, strokes, photo } of subjects.slice(0, MOST)) {
    // Without a portrait where the import found no face, or the photo's appearance could not be read.
    const portrait = await readFile(path.join(portraits, `${id}.png`)).catch(() => null);
    const lines = await drawingPicture(strokes);
    cells.push([...(someGiven ? [await asTile(given)] : []), lines, portrait, photo]);
  }
  await writeSheet(
    inRows(cells, FACES_A_ROW).map((row) => row.flat()),
    TILE,
    file,
  );
}

/** A drawing of any shape in the middle of a white tile; null for room files. */
async function asTile(given: Uint8Array | undefined): Promise<Uint8Array | null> {
  if (!given) return null;
  const picture = sharp(given).flatten({ background: '#ffffff' });
  return picture
    .resize(TILE, TILE, { fit: 'contain', background: '#ffffff' })
    .png()
    .toBuffer()
    .catch(() => null);
}
