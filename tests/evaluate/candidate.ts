import type { InkStroke, PortraitPipeline } from '../../models/index.ts';
import { PART_IDS, type PartId } from '../../shared/parts.ts';
import { appearanceSeedOf, DEFAULT_SETTINGS, type RoomSettings } from '../../shared/settings.ts';

/** One way to make portraits that is measured: weights on an engine, with a refinement. */
export interface Candidate {
  readonly name: string;
  readonly pipeline: PortraitPipeline;
  /** refinement of all parts; null takes the defaults */
  readonly refinement: number | null;
}

/** Every drawing is a room of its own, so each portrait shows a person of its own. */
export function settingsOf({ refinement }: Candidate, id: string, seed: number): RoomSettings {
  const refine =
    refinement === null
      ? DEFAULT_SETTINGS.refine
      : (Object.fromEntries(PART_IDS.map((part) => [part, refinement])) as Record<PartId, number>);
  return { ...DEFAULT_SETTINGS, refine, appearanceSeed: appearanceSeedOf(`${seed}/${id}`), shadow: false };
}

/** The portrait as a PNG of 512 px, and what it took. */
export async function draw(
  candidate: Candidate,
  id: string,
  strokes: readonly InkStroke[],
  seed: number,
): Promise<Uint8Array> {
  const settings = settingsOf(candidate, id, seed);
  const { image } = await candidate.pipeline.render({
    drawing: { strokes },
    settings,
    size: 512,
    format: 'png',
  });
  return image;
}
