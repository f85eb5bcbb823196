import { shadedTones } from '../../shared/scan/drawnTones.ts';
import { packTones } from '../../shared/shading.ts';
import type { Similarity } from '../../shared/similarity.ts';
import type { ReadDrawing } from './readDrawing.ts';

/** The light and dark of a shaded drawing where its strokes go, as a room keeps them; null for lines alone. */
export function tracedTones({ ink }: ReadDrawing, moves: Similarity): string | null {
  const tones = ink && shadedTones(ink, moves);
  return tones ? packTones(tones) : null;
}
