import { PART_IDS, type PartId } from '../shared/parts.ts';
import { meanOf } from './appearance.ts';
import type { Projection } from './manifoldProjection.ts';
import type { EmbeddedPart } from './partProjection.ts';

/** What the networks made of one drawing. */
export interface ReadDrawing {
  /** null where nothing is drawn */
  readonly embedded: Readonly<Record<PartId, EmbeddedPart>>;
  readonly projections: Readonly<Record<PartId, Projection>>;
}

/**
 * One face of several drawings: each part's code is the mean over the drawings that have the part, since a part that
 * somebody left out says nothing; where none has it, over all. A single drawing keeps its own codes.
 */
export function blendedCodes(drawings: readonly ReadDrawing[]): Record<PartId, Float32Array> {
  const codes = {} as Record<PartId, Float32Array>;
  for (const part of PART_IDS) {
    const drawn = drawings.filter(({ embedded }) => embedded[part] !== null);
    const counted = (drawn.length > 0 ? drawn : drawings).map(({ projections }) => projections[part].code);
    codes[part] = counted.length === 1 ? (counted[0] as Float32Array) : meanOf(counted);
  }
  return codes;
}
