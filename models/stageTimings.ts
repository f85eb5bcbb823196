/** The pipeline's stages in order; a portrait's timings name each. */
export const STAGES = [
  'raster',
  'componentEmbedding',
  'manifoldProjection',
  'shadowGuide',
  'featureMapping',
  'spatialAttentionPooling',
  'semantics',
  'imageSynthesis',
  'colours',
  'relief',
  'shading',
  'encode',
] as const;
export type Stage = (typeof STAGES)[number];

/** ms by stage, and `total`. */
export type Timings = Record<Stage | 'total', number>;

/** Adds up the time that each stage takes. */
export class StageTimer {
  private readonly started = performance.now();
  private readonly spent = new Map<Stage, number>();

  async measure<T>(stage: Stage, work: () => Promise<T> | T): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.spent.set(stage, (this.spent.get(stage) ?? 0) + performance.now() - start);
    }
  }

  /** ms, to a hundredth. */
  timings(): Timings {
    const timings = { total: round(performance.now() - this.started) } as Timings;
    for (const stage of STAGES) timings[stage] = round(this.spent.get(stage) ?? 0);
    return timings;
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
