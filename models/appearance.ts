import type { AppearanceReference } from '../shared/appearance.ts';
import { SEARCH_SPACES, type SearchSpace } from '../shared/parts.ts';
import type { RoomSettings } from '../shared/settings.ts';
import { codeOf, encoderId } from './appearanceCode.ts';
import { AppearanceDirections } from './appearanceDirections.ts';
import { WeightsError } from './errors.ts';
import { gaussian, seededRandom, weightedIndex } from './random.ts';
import type { Weights } from './weights.ts';

/** A Gaussian mixture, each component along factors of its own. */
export interface Mixture {
  /** [components × size] */
  readonly means: Float32Array;
  /** [components × rank × size]: a draw adds each row times a unit Gaussian */
  readonly factors: Float32Array;
  readonly rank: number;
  /** [components] */
  readonly weights: readonly number[];
}

/**
 * What factors are multiplied by. Nearly all of the 64 numbers' variance lies along eight directions: draws along a component's own
 * directions stay among the codes that the generator has seen.
 */
const TEMPERATURE = 0.9;
/** … and where a set tells the deviation of each number alone: such draws leave those codes at once. */
const TEMPERATURE_ALONE = 0.5;
/**
 * How far from the mean look a reference's code stays, where its colours are matched apart: light and make-up need no more, and what a
 * code says of shapes moves landmarks (by 0.012 of the distance between the eyes from one reference to another; halved by 0.009).
 */
const CARRIED = 0.5;

export type AppearanceSettings = Pick<
  RoomSettings,
  'searchSpace' | 'appearanceSeed' | 'appearanceReference' | 'appearanceMix' | 'appearance'
>;

/** Settings → appearance code: a reference picture's, else the mean of mixed looks, else the seed's draw; then the sliders move it. */
export class Appearance {
  constructor(
    private readonly prior: AppearancePrior,
    private readonly directions: AppearanceDirections,
    /** whose references are understood */
    private readonly encoder: string,
  ) {}

  static async load(weights: Weights): Promise<Appearance> {
    const [prior, directions] = await Promise.all([
      AppearancePrior.load(weights),
      AppearanceDirections.load(weights),
    ]);
    return new Appearance(prior, directions, encoderId(weights.manifest));
  }

  /** The reference, where these weights understand its code: wrong colours would be worse than none. */
  understood(reference: AppearanceReference | null): AppearanceReference | null {
    return reference && codeOf(reference, this.encoder, this.prior.size) ? reference : null;
  }

  /** The same settings give the same code: a room keeps its colours from stroke to stroke. [size] */
  codeFor({
    searchSpace,
    appearanceSeed,
    appearanceReference,
    appearanceMix,
    appearance,
  }: AppearanceSettings): Float32Array {
    // Codes of other weights mean nothing here: the room falls back to its seed instead of wrong colours.
    const given = appearanceReference && codeOf(appearanceReference, this.encoder, this.prior.size);
    const drawn = () =>
      meanOf((appearanceMix ?? [appearanceSeed]).map((seed) => this.prior.draw(searchSpace, seed)));
    const carried = given && appearanceReference?.colours ? this.prior.nearMean(given, CARRIED) : given;
    return this.directions.move(carried ?? drawn(), appearance);
  }
}

/** The mean of codes of one length. */
export function meanOf(codes: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const [first] = codes;
  if (!first) throw new RangeError('a mean of nothing');
  const sums = new Float32Array(first.length);
  for (const code of codes)
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (code[i] as number);
  return sums.map((sum) => sum / codes.length);
}

/** The prior over appearance codes (skin, hair, light) of each search space. */
export class AppearancePrior {
  constructor(
    private readonly mixtures: Readonly<Record<SearchSpace, Mixture>>,
    readonly size: number,
  ) {}

  static async load(weights: Weights): Promise<AppearancePrior> {
    const size = weights.manifest.imageSynthesis.appearanceSize;
    const mixtures = {} as Record<SearchSpace, Mixture>;
    for (const space of SEARCH_SPACES) {
      const entry = weights.manifest.appearance.mixtures[space];
      if (!entry) throw new WeightsError(`manifest.json has no appearance mixture "${space}"`);
      const means = await weights.array(entry.means, Float32Array, entry.components * size);
      mixtures[space] = { means, weights: entry.weights, ...(await spreadOf(weights, entry, size)) };
    }
    return new AppearancePrior(mixtures, size);
  }

  /** A code that lies only a share as far from the mean of all faces. [size] */
  nearMean(code: Float32Array, share: number): Float32Array {
    const { means, weights } = this.mixtures.any;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return code.map((value, i) => {
      const mean =
        weights.reduce((sum, weight, k) => sum + weight * (means[k * this.size + i] as number), 0) / total;
      return mean + share * (value - mean);
    });
  }

  /** The appearance code of a seed: the same for the same seed and search space. [size] */
  draw(space: SearchSpace, seed: number): Float32Array {
    const { means, factors, rank, weights } = this.mixtures[space];
    const random = seededRandom(seed);
    const component = weightedIndex(weights, random);
    const code = means.slice(component * this.size, (component + 1) * this.size);
    for (let row = component * rank; row < (component + 1) * rank; row++) {
      const amount = gaussian(random);
      for (let i = 0; i < this.size; i++) {
        code[i] = (code[i] as number) + amount * (factors[row * this.size + i] as number);
      }
    }
    return code;
  }
}

type MixtureEntry = Weights['manifest']['appearance']['mixtures'][string];

/** Factors of a set, ready to be drawn from. @throws WeightsError where the manifest tells neither these nor deviations */
async function spreadOf(
  weights: Weights,
  { components, factors: factorsFile, rank, deviations: deviationsFile }: MixtureEntry,
  size: number,
): Promise<Pick<Mixture, 'factors' | 'rank'>> {
  if (factorsFile !== undefined && rank !== undefined) {
    const factors = await weights.array(factorsFile, Float32Array, components * rank * size);
    return { factors: factors.map((value) => TEMPERATURE * value), rank };
  }
  if (deviationsFile === undefined) {
    throw new WeightsError('manifest.json tells neither factors nor deviations of an appearance mixture');
  }
  const deviations = await weights.array(deviationsFile, Float32Array, components * size);
  const factors = new Float32Array(components * size * size);
  for (const [i, deviation] of deviations.entries())
    factors[i * size + (i % size)] = TEMPERATURE_ALONE * deviation;
  return { factors, rank: size };
}
