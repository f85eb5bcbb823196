import { drawnTones, isShaded } from '../../shared/scan/drawnTones.ts';
import { type SheetFit, sheetPlacement } from '../../shared/scan/placeOnSheet.ts';
import { packTones } from '../../shared/shading.ts';
import type { ReadDrawing } from './readDrawing.ts';

/** The light and dark of a shaded drawing where its strokes go, as a room keeps them; null for lines alone. */
export function tracedTones({ lines, page, ink }: ReadDrawing, fit: SheetFit): string | null {
  if (!ink) return null;
  const { scale, left, top } = sheetPlacement(lines, page, fit);
  const tones = drawnTones(ink, ({ x, y }) => ({ x: (x - left) / scale, y: (y - top) / scale }));
  return isShaded(tones) ? packTones(tones) : null;
}
