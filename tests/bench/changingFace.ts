import type { InkStroke, RenderRequest } from '../../models/index.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { faceDrawing } from '../support/faceDrawing.ts';

/**
 * The n-th state of a finished face that is drawn on: each state differs from the one before in one
 * stroke, the next in turn.
 */
export function changingFace(n: number): RenderRequest {
  const count = faceDrawing(0).length;
  const strokes: InkStroke[] = [];
  for (let i = 0; i < count; i++) {
    // the last change up to n that was this stroke's turn
    const seed = n >= i ? n - ((n - i) % count) + 1 : 0;
    const { name, places } = faceDrawing(seed)[i] as { name: string; places: { x: number; y: number }[] };
    strokes.push({ key: `${name} ${seed}`, points: places });
  }
  return { drawing: { strokes }, settings: DEFAULT_SETTINGS, size: 512, cacheKey: 'bench' };
}
