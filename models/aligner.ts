import { type Engine, type Graph, outputOf } from './engine/engine.ts';
import type { Place } from './linePen.ts';
import type { Weights } from './weights.ts';

/** Cells around a heatmap's peak that say where in its cell the point lies. */
const REACH = 2;

/** What the aligner saw on a sheet. */
export interface AlignerGuess {
  /** px of the sheet: the template's points, in the template's order */
  readonly points: readonly Place[];
  /** how sharply each point is seen, 0…1: the share of its heatmap around the peak */
  readonly sharpness: readonly number[];
  /** probability that there is a face, 0…1 */
  readonly face: number;
}

/** The network that finds the face in a drawing of any place, size and tilt. */
export class Aligner {
  private constructor(
    private readonly graph: Graph,
    /** px: side of the square sheet */
    readonly sheetSize: number,
    private readonly heatmapSize: number,
    /** canvas px: where the points that it finds belong */
    readonly template: readonly Place[],
  ) {}

  /** Null for weights without an aligner. */
  static async load(weights: Weights, engine: Engine): Promise<Aligner | null> {
    const { aligner } = weights.manifest;
    if (!aligner) return null;
    const graph = await engine.loadGraph(weights.pathOf(aligner.file));
    const template = aligner.points.map(([x, y]) => ({ x, y }));
    return new Aligner(graph, aligner.inputSize, aligner.heatmapSize, template);
  }

  /** @param sheet [sheetSize × sheetSize], 0…1, ink 1 */
  async find(sheet: Float32Array): Promise<AlignerGuess> {
    const { sheetSize: side, heatmapSize } = this;
    const outputs = await this.graph.run({ sheet: { data: sheet, dims: [1, 1, side, side] } });
    const heatmaps = outputOf(outputs, 'heatmaps');
    const [logit] = outputOf(outputs, 'face');
    const cells = heatmapSize * heatmapSize;
    const peaks = this.template.map((_, k) =>
      peakOf(heatmaps.subarray(k * cells, (k + 1) * cells), heatmapSize),
    );
    const cell = side / heatmapSize;
    return {
      points: peaks.map(({ x, y }) => ({ x: (x + 0.5) * cell, y: (y + 0.5) * cell })),
      sharpness: peaks.map(({ share }) => share),
      face: 1 / (1 + Math.exp(-(logit as number))),
    };
  }
}

/** The mean place around the highest cell, and the share of the whole that lies there. @param logits [side × side] */
function peakOf(logits: Float32Array, side: number): Place & { share: number } {
  let peak = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] as number) > (logits[peak] as number)) peak = i;
  const highest = logits[peak] as number;
  const [column, row] = [peak % side, Math.floor(peak / side)];
  let near = 0;
  let x = 0;
  let y = 0;
  for (let v = Math.max(0, row - REACH); v <= Math.min(side - 1, row + REACH); v++) {
    for (let u = Math.max(0, column - REACH); u <= Math.min(side - 1, column + REACH); u++) {
      const weight = Math.exp((logits[v * side + u] as number) - highest);
      near += weight;
      x += weight * u;
      y += weight * v;
    }
  }
  const all = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return { x: x / near, y: y / near, share: near / all };
}
