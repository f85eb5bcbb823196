import type { PartId } from '../shared/parts.ts';
import { type Engine, type Graph, outputOf } from './engine/engine.ts';
import type { Weights } from './weights.ts';

/** CE of one part: its window's sketch → its code (DeepFaceDrawing, section 3.1). */
export class ComponentEmbedding {
  private constructor(
    private readonly graph: Graph,
    /** px: side of the square input */
    readonly inputSize: number,
  ) {}

  static async load(weights: Weights, engine: Engine, part: PartId): Promise<ComponentEmbedding> {
    const { componentEmbedding, inputSize } = weights.manifest.parts[part];
    return new ComponentEmbedding(await engine.loadGraph(weights.pathOf(componentEmbedding)), inputSize);
  }

  /** @param sketch [inputSize × inputSize], 0…1, ink 1 @returns code [512] */
  async encode(sketch: Float32Array): Promise<Float32Array> {
    const dims = [1, 1, this.inputSize, this.inputSize];
    return outputOf(await this.graph.run({ sketch: { data: sketch, dims } }), 'code');
  }
}
