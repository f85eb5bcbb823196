import { TONES_SIDE, unpackTones } from '../../shared/shading.ts';
import { newCanvas } from '../files/canvasFile.ts';

/** Grey at its darkest: the strokes over it must be seen. */
const DARKEST = 0.45;

/** Paints a drawing's light and dark over a canvas of `side` px. @param tones as a room keeps them */
export function paintTones(context: CanvasRenderingContext2D, tones: string, side: number): void {
  const [small, sheet] = newCanvas(TONES_SIDE, TONES_SIDE);
  const picture = sheet.createImageData(TONES_SIDE, TONES_SIDE);
  unpackTones(tones).forEach((darkness, cell) => {
    picture.data[4 * cell + 3] = Math.round(255 * DARKEST * darkness);
  });
  sheet.putImageData(picture, 0, 0);
  context.drawImage(small, 0, 0, side, side);
}
