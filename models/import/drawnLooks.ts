import { coarseTones } from '../../shared/scan/drawnTones.ts';
import { DEFAULT_SETTINGS, type RoomSettings } from '../../shared/settings.ts';
import type { InkStroke } from '../inkRaster.ts';
import type { PortraitPipeline } from '../pipeline.ts';
import { likeness, tonesOfPortrait } from './tones.ts';

/** What a shaded drawing tells of the person's looks, as settings that a room could have too. */
export type DrawnLooks = Partial<Pick<RoomSettings, 'appearanceSeed'>>;

/** Looks that are tried on, about 0.1 s each. */
const TRIED = 16;

/**
 * Of the looks that some seeds draw, those in which the portrait's light and dark come nearest to the
 * drawing's: dark hair where it is hatched, light skin where paper shows. Nothing for drawings without shading.
 * @param tones `shadedTones` of the drawing
 * @param settings what else the portrait will be drawn with
 */
export async function drawnLooks(
  pipeline: Pick<PortraitPipeline, 'render' | 'forget'>,
  strokes: readonly InkStroke[],
  tones: Float32Array | null,
  settings: RoomSettings = DEFAULT_SETTINGS,
): Promise<DrawnLooks> {
  if (!tones) return {};
  const coarse = coarseTones(tones);
  const seeds = Array.from({ length: TRIED }, (_, i) => i + 1);
  // Parts and features are those of the same strokes: only the synthesis runs for each.
  const cacheKey = 'drawnLooks';
  const portraitOf = async (appearanceSeed: number): Promise<Float32Array> => {
    const shading = { ...settings.shading, tones: null };
    const tried = { ...settings, shadow: false, appearanceSeed, shading };
    const drawing = { strokes };
    const { image } = await pipeline.render({ drawing, settings: tried, size: 256, format: 'png', cacheKey });
    return tonesOfPortrait(image);
  };
  pipeline.forget(cacheKey);
  let best = { appearanceSeed: DEFAULT_SETTINGS.appearanceSeed, likeness: Number.NEGATIVE_INFINITY };
  for (const appearanceSeed of seeds) {
    const near = likeness(coarse, await portraitOf(appearanceSeed));
    if (near > best.likeness) best = { appearanceSeed, likeness: near };
  }
  pipeline.forget(cacheKey);
  return { appearanceSeed: best.appearanceSeed };
}
