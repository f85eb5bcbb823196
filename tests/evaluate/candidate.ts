import type { PortraitPipeline, ReferenceReader } from '../../models/index.ts';
import type { AppearanceReference } from '../../shared/appearance.ts';
import { PART_IDS, type PartId } from '../../shared/parts.ts';
import { DEFAULT_SETTINGS, type RoomSettings } from '../../shared/settings.ts';
import { seedFor } from './seedFor.ts';
import type { Subject } from './subjects.ts';

/** One way to make portraits that is measured: weights on an engine, with a refinement. */
export interface Candidate {
  readonly name: string;
  readonly pipeline: PortraitPipeline;
  /** refinement of all parts; null takes the defaults */
  readonly refinement: number | null;
  /** fidelity of all parts; null takes the defaults */
  readonly fidelity: number | null;
  /** gives each portrait the appearance of the true face; null draws it, as a room does */
  readonly reader: ReferenceReader | null;
}

/** Every drawing is a room of its own, so each portrait shows a person of its own. */
export function settingsOf(
  { refinement, fidelity }: Candidate,
  id: string,
  seed: number,
  appearanceReference: AppearanceReference | null = null,
): RoomSettings {
  const everywhere = (value: number) =>
    Object.fromEntries(PART_IDS.map((part) => [part, value])) as Record<PartId, number>;
  const appearanceSeed = seedFor(seed, id);
  return {
    ...DEFAULT_SETTINGS,
    ...(refinement !== null && { refine: everywhere(refinement) }),
    ...(fidelity !== null && { fidelity: everywhere(fidelity) }),
    appearanceSeed,
    appearanceReference,
    shadow: false,
  };
}

/**
 * The portrait as a PNG of 512 px.
 * @throws InputError if the true face's appearance is wanted and its photo cannot be read
 */
export async function draw(
  candidate: Candidate,
  { id, strokes, photo, looks }: Pick<Subject, 'id' | 'strokes' | 'photo' | 'looks'>,
  seed: number,
): Promise<Uint8Array> {
  const { pipeline, reader } = candidate;
  const reference = reader && photo ? await reader.read(photo, 'picture') : null;
  const settings = { ...settingsOf(candidate, id, seed, reference), ...looks };
  const { image } = await pipeline.render({ drawing: { strokes }, settings, size: 512, format: 'png' });
  return image;
}
