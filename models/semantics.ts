import { STROKE_CLASSES } from '../shared/semantics/strokeClasses.ts';
import { type Engine, type Graph, outputOf } from './engine/engine.ts';
import { LastResult } from './lastResult.ts';
import type { Weights } from './weights.ts';

/**
 * What the strokes draw: their ink by class → a canvas that is added to FM's, so that glasses are drawn as glasses
 * (Semantics-Preserving Sketch Embedding).
 */
export class Semantics {
  private readonly nothing = new LastResult<Float32Array>();

  private constructor(
    private readonly graph: Graph,
    /** of a plane */
    private readonly side: number,
  ) {}

  /** null in weights without it */
  static async load(weights: Weights, engine: Engine): Promise<Semantics | null> {
    const { semantics, canvas } = weights.manifest;
    if (!semantics) return null;
    return new Semantics(await engine.loadGraph(weights.pathOf(semantics)), canvas.size);
  }

  /** @param classes [18 × 128 × 128], 0…1, ink 1 @returns canvas [channels × 128 × 128] */
  async read(classes: Float32Array): Promise<Float32Array> {
    const dims = [1, STROKE_CLASSES.length, this.side, this.side];
    return outputOf(await this.graph.run({ classes: { data: classes, dims } }), 'features');
  }

  /** Its answer to a drawing of which nothing is known; asked once. */
  readNothing(): Promise<Float32Array> {
    return this.nothing.of([], () =>
      this.read(new Float32Array(STROKE_CLASSES.length * this.side * this.side)),
    );
  }
}
