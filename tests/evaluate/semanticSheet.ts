import sharp from 'sharp';
import { VIEW_SIZE } from '../../models/reference/facePlace.ts';
import type { ShownDrawing, ShownFace } from './semantics.ts';
import { drawingPicture, writeSheet } from './sheets.ts';

/** Faces with glasses on the sheet, then as many without. */
const ROWS = 8;
/** px */
const TILE = 160;
/** of the golden angle a class: neighbours in number differ in hue */
const HUE_STEP = 137.5;

/** A row a face: photo | given mask | drawing | portrait | what is seen in it | the last three again with glasses added. */
export async function writeSemanticSheet(shown: readonly ShownFace[], file: string): Promise<void> {
  const worn = shown.filter(({ face }) => face.wearsGlasses).slice(0, ROWS);
  const others = shown.filter(({ face }) => !face.wearsGlasses).slice(0, ROWS);
  const rows: (Uint8Array | null)[][] = [];
  for (const { face, own, withGlasses } of [...worn, ...others]) {
    rows.push([
      face.photo,
      await maskPicture(face.mask),
      ...(await cellsOf(own)),
      ...(withGlasses ? await cellsOf(withGlasses) : []),
    ]);
  }
  await writeSheet(rows, TILE, file);
}

async function cellsOf({ strokes, portrait, parsed }: ShownDrawing): Promise<Uint8Array[]> {
  return [await drawingPicture(strokes), portrait, await maskPicture(parsed.classes)];
}

/** A colour a class, the background black. */
function maskPicture(classes: Uint8Array): Promise<Uint8Array> {
  const data = Uint8Array.from({ length: 3 * classes.length }, (_, at) => {
    const number = classes[Math.floor(at / 3)] as number;
    const hue = ((number * HUE_STEP + 120 * (at % 3)) * Math.PI) / 180;
    return number === 0 ? 0 : Math.round(128 + 110 * Math.cos(hue));
  });
  const raw = { width: VIEW_SIZE, height: VIEW_SIZE, channels: 3 as const };
  return sharp(data, { raw }).resize(TILE, TILE, { kernel: 'nearest' }).png().toBuffer();
}
