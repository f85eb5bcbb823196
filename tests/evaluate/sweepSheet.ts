import { drawingPicture, titlePicture, writeSheet } from './sheets.ts';
import type { Subject } from './subjects.ts';
import { CONDITIONS, nameOf, type Swept, unsurely } from './sweep.ts';

/** Faces on the sheet. */
export const SHOWN = 6;
/** px */
const TILE = 144;

/**
 * One picture of a sweep. Columns: the conditions, then the photo; a block of rows a face: what was drawn, and every
 * candidate's portraits of it. @param subjects those whose portraits were kept
 */
export async function writeSweepSheet(
  subjects: readonly Subject[],
  swept: readonly Swept[],
  seed: number,
  file: string,
): Promise<void> {
  const titles = [
    null,
    ...CONDITIONS.map((condition) => titlePicture(nameOf(condition), TILE)),
    titlePicture('photo', TILE),
  ];
  const rows: (Uint8Array | null)[][] = [titles];
  for (const subject of subjects) {
    const drawings: Uint8Array[] = [];
    for (const condition of CONDITIONS)
      drawings.push(await drawingPicture(unsurely(subject, condition, seed).strokes));
    rows.push([titlePicture('drawn', TILE), ...drawings, subject.photo]);
    for (const { name, portraits } of swept) {
      const shown = CONDITIONS.map((_, i) => portraits.get(subject.id)?.[i] ?? null);
      rows.push([titlePicture(name, TILE), ...shown]);
    }
  }
  await writeSheet(rows, TILE, file);
}
