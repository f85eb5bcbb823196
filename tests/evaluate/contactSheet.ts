import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { drawingPicture, inRows, writeSheet } from './sheets.ts';
import type { Subject } from './subjects.ts';

/** px */
const TILE = 192;
/** faces in a row of the sheet, each drawing | portrait | photo */
const FACES_A_ROW = 3;
/** More are not looked at on one picture. */
const MOST = 96;

/** Drawing | portrait | photo of the first subjects. @param portraits folder of `ID.png` */
export async function writeContactSheet(
  subjects: readonly Subject[],
  portraits: string,
  file: string,
): Promise<void> {
  const cells: (Uint8Array | null)[][] = [];
  for (const { id, strokes, photo } of subjects.slice(0, MOST)) {
    // Without a portrait where the photo's appearance could not be read.
    const portrait = await readFile(path.join(portraits, `${id}.png`)).catch(() => null);
    cells.push([await drawingPicture(strokes), portrait, photo]);
  }
  await writeSheet(
    inRows(cells, FACES_A_ROW).map((row) => row.flat()),
    TILE,
    file,
  );
}
