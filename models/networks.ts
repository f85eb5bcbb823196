import { PART_IDS, type PartId } from '../shared/parts.ts';
import { Aligner } from './aligner.ts';
import { Appearance } from './appearance.ts';
import { PartBank } from './bank.ts';
import { ComponentEmbedding } from './componentEmbedding.ts';
import type { Engine } from './engine/engine.ts';
import { FeatureMapping } from './featureMapping.ts';
import { GuideArt } from './guideArt.ts';
import { ImageSynthesis } from './imageSynthesis.ts';
import { Semantics } from './semantics.ts';
import { SpatialAttentionPooling } from './spatialAttentionPooling.ts';
import type { Weights } from './weights.ts';

/** What is loaded for one part. */
export interface PartNetworks {
  readonly embedding: ComponentEmbedding;
  readonly bank: PartBank;
  readonly mapping: FeatureMapping;
}

/** Everything of the weights, loaded. */
export interface Networks {
  readonly parts: Readonly<Record<PartId, PartNetworks>>;
  readonly synthesis: ImageSynthesis;
  /** null in weights without it */
  readonly fidelity: SpatialAttentionPooling | null;
  /** null in weights without it */
  readonly semantics: Semantics | null;
  readonly appearance: Appearance;
  readonly guideArt: GuideArt;
  /** null in weights without one */
  readonly aligner: Aligner | null;
  /** [faces] 0 female, 1 male */
  readonly sexes: Uint8Array;
}

/** @throws WeightsError, EngineError */
export async function loadNetworks(weights: Weights, engine: Engine): Promise<Networks> {
  const { faces } = weights.manifest;
  const [parts, synthesis, fidelity, semantics, appearance, guideArt, aligner, sexes] = await Promise.all([
    Promise.all(PART_IDS.map(async (part) => [part, await loadPart(weights, engine, part)] as const)),
    ImageSynthesis.load(weights, engine),
    SpatialAttentionPooling.load(weights, engine),
    Semantics.load(weights, engine),
    Appearance.load(weights),
    GuideArt.load(weights),
    Aligner.load(weights, engine),
    weights.array(faces.sexes, Uint8Array, faces.count),
  ]);
  return {
    parts: Object.fromEntries(parts) as Record<PartId, PartNetworks>,
    synthesis,
    fidelity,
    semantics,
    appearance,
    guideArt,
    aligner,
    sexes,
  };
}

async function loadPart(weights: Weights, engine: Engine, part: PartId): Promise<PartNetworks> {
  const [embedding, bank, mapping] = await Promise.all([
    ComponentEmbedding.load(weights, engine, part),
    PartBank.load(weights, part),
    FeatureMapping.load(weights, engine, part),
  ]);
  return { embedding, bank, mapping };
}
