import type { PartId } from '../shared/parts.ts';
import { type Engine, type Graph, outputOf } from './engine/engine.ts';
import { CODE_SIZE } from './manifest.ts';
import type { Weights } from './weights.ts';

/** FM of one part: its code → feature maps of its window (DeepFaceDrawing, section 3.2). */
export class FeatureMapping {
  private constructor(private readonly graph: Graph) {}

  static async load(weights: Weights, engine: Engine, part: PartId): Promise<FeatureMapping> {
    const { featureMapping } = weights.manifest.parts[part];
    return new FeatureMapping(await engine.loadGraph(weights.pathOf(featureMapping)));
  }

  /** @param code [512] @returns features [channels × featureSize × featureSize] */
  async map(code: Float32Array): Promise<Float32Array> {
    return outputOf(await this.graph.run({ code: { data: code, dims: [1, CODE_SIZE] } }), 'features');
  }
}
