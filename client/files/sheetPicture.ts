import { PAPER, paintStrokes } from '../picture/paintStrokes.ts';
import type { SeenStroke } from '../picture/seenStrokes.ts';
import { canvasFile, newCanvas } from './canvasFile.ts';
import { withPngMetadata } from './pngMetadata.ts';

export const PICTURE_KINDS = ['sketch', 'portrait', 'both'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

export interface SheetPicture {
  kind: PictureKind;
  /** px of a square's side */
  size: number;
  /** nothing behind the strokes */
  transparent: boolean;
  strokes: readonly SeenStroke[];
  /** with the words "generated illustration" in the picture, as the server draws it; null: there is none */
  portrait: CanvasImageSource | null;
  /** what the metadata says of the portrait */
  description: string;
}

/** The sheet, the portrait or both side by side as a PNG. */
export async function sheetPicture(wish: SheetPicture): Promise<Blob> {
  const { kind, size, transparent, strokes, portrait, description } = wish;
  const withPortrait = kind !== 'sketch' && portrait !== null;
  const [canvas, context] = newCanvas(kind === 'both' ? 2 * size : size, size);
  if (kind !== 'portrait') {
    if (!transparent) {
      context.fillStyle = PAPER;
      context.fillRect(0, 0, size, size);
    }
    paintStrokes(context, strokes, { x: 0, y: 0, size });
  }
  if (withPortrait) context.drawImage(portrait, canvas.width - size, 0, size, size);
  const png = new Uint8Array(await (await canvasFile(canvas, 'image/png')).arrayBuffer());
  return new Blob([withPngMetadata(png, withPortrait ? description : null)], { type: 'image/png' });
}
