import { z } from 'zod';
import { VIEW_SIZE } from '../../models/reference/facePlace.ts';
import { STROKE_CLASSES } from '../../shared/semantics/strokeClasses.ts';
import { mean } from './statistics.ts';

const GLASSES = STROKE_CLASSES.find(({ id }) => id === 'glasses')?.number as number;

/** view px: where glasses are on the template, and the cells that it is looked at in */
const AREA = { left: 20, top: 40, right: 108, bottom: 84 };
const CELL = 4;
/** added before the logarithm: what is less likely is as good as none */
const UNLIKELY = 1e-4;

/** of the gradient descent; the same photos give the same judge */
const STEPS = 1_500;
const RATE = 0.05;
/** keeps the weights of neighbouring cells small */
const SHRINKAGE = 0.01;

/** Share of a mask's pixels that are glasses, 0…1. @param classes numbers, a pixel each */
export function glassesShare(classes: Uint8Array): number {
  return classes.reduce((sum, number) => sum + (number === GLASSES ? 1 : 0), 0) / classes.length;
}

/** How likely the parser finds glasses in each cell around the eyes, as logarithms. @param logits [19 × 128 × 128] */
export function glassesSigns(logits: Float32Array): Float32Array {
  const area = VIEW_SIZE * VIEW_SIZE;
  const probability = (at: number) => {
    let sum = 0;
    for (let c = at; c < logits.length; c += area) {
      sum += Math.exp((logits[c] as number) - (logits[GLASSES * area + at] as number));
    }
    return 1 / sum;
  };
  const signs: number[] = [];
  for (let y = AREA.top; y < AREA.bottom; y += CELL) {
    for (let x = AREA.left; x < AREA.right; x += CELL) {
      let sum = 0;
      for (let i = 0; i < CELL * CELL; i++) {
        sum += probability((y + Math.floor(i / CELL)) * VIEW_SIZE + x + (i % CELL));
      }
      signs.push(Math.log(sum / (CELL * CELL) + UNLIKELY));
    }
  }
  return Float32Array.from(signs);
}

/** A photo in which glasses are known to be, or not. */
export interface KnownPhoto {
  readonly signs: Float32Array;
  readonly worn: boolean;
}

export const glassesJudgeSchema = z.object({
  /** of the photos that it was fitted to, a sign each */
  means: z.array(z.number()),
  deviations: z.array(z.number()),
  weights: z.array(z.number()),
  bias: z.number(),
});

/**
 * Says whether a picture shows glasses: a logistic regression on what the parser finds likely around the eyes. The parser alone
 * calls hardly a pixel glasses: rims are thin and wearers rare.
 */
export class GlassesJudge {
  constructor(readonly facts: z.infer<typeof glassesJudgeSchema>) {}

  /** Photos with glasses and photos without weigh alike, however many there are. Null where one kind is missing. */
  static fit(photos: readonly KnownPhoto[]): GlassesJudge | null {
    const wearers = photos.filter(({ worn }) => worn).length;
    const [first] = photos;
    if (!first || wearers === 0 || wearers === photos.length) return null;
    const columns = Array.from(first.signs, (_, j) => photos.map(({ signs }) => signs[j] as number));
    const means = columns.map(mean);
    const deviations = columns.map(
      (column, j) => Math.sqrt(mean(column.map((value) => (value - (means[j] as number)) ** 2))) || 1,
    );
    const judge = new GlassesJudge({ means, deviations, weights: means.map(() => 0), bias: 0 });
    const rows = photos.map(({ signs }) => judge.standardised(signs));
    const worth = photos.map(({ worn }) => 0.5 / (worn ? wearers : photos.length - wearers));
    for (let step = 0; step < STEPS; step++) judge.descend(rows, photos, worth);
    return judge;
  }

  shows(signs: Float32Array): boolean {
    return this.score(this.standardised(signs)) >= 0;
  }

  private descend(
    rows: readonly Float64Array[],
    photos: readonly KnownPhoto[],
    worth: readonly number[],
  ): void {
    const { weights } = this.facts;
    const slopes = new Float64Array(weights.length);
    let slope = 0;
    for (const [i, row] of rows.entries()) {
      const expected = photos[i]?.worn ? 1 : 0;
      const error = (worth[i] as number) * (1 / (1 + Math.exp(-this.score(row))) - expected);
      slope += error;
      for (let j = 0; j < slopes.length; j++) {
        slopes[j] = (slopes[j] as number) + error * (row[j] as number);
      }
    }
    for (let j = 0; j < slopes.length; j++) {
      weights[j] =
        (weights[j] as number) - RATE * ((slopes[j] as number) + SHRINKAGE * (weights[j] as number));
    }
    this.facts.bias -= RATE * slope;
  }

  private score(row: Float64Array): number {
    const { weights, bias } = this.facts;
    return row.reduce((sum, value, j) => sum + value * (weights[j] as number), bias);
  }

  private standardised(signs: Float32Array): Float64Array {
    const { means, deviations } = this.facts;
    return Float64Array.from(signs, (value, j) => (value - (means[j] as number)) / (deviations[j] as number));
  }
}
