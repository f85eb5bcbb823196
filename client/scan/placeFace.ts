import { packLines } from '../../shared/facePlacement.ts';
import { placeOnSheet, sheetPlacement } from '../../shared/scan/placeOnSheet.ts';
import { compose, ofPlacement, type Similarity } from '../../shared/similarity.ts';
import { ApiFailure } from '../api/apiFailure.ts';
import type { PicturesApi } from '../api/picturesApi.ts';
import type { ReadDrawing } from './readDrawing.ts';

/**
 * Brings a drawing's face to the place, size and tilt that portraits are drawn from. Null where none is found, or nobody
 * looks for one just now: the drawing can be placed by its ink.
 */
export async function placeFace(
  { lines, page }: Pick<ReadDrawing, 'lines' | 'page'>,
  pictures: Pick<PicturesApi, 'findFace'>,
): Promise<Similarity | null> {
  const whole = sheetPlacement(lines, page, 'page');
  const sought = packLines(placeOnSheet(lines, whole).flat());
  if (!sought) return null;
  try {
    const answer = await pictures.findFace(sought);
    return answer.found === 'face' ? compose(whole, ofPlacement(answer.placement)) : null;
  } catch (error) {
    if (error instanceof ApiFailure) return null;
    throw error;
  }
}
