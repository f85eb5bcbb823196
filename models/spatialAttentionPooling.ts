import { type Engine, type Graph, outputOf } from './engine/engine.ts';
import type { Weights } from './weights.ts';

/**
 * SAP: the raw lines, read at several widths at once → a canvas that is added to FM's by fidelity
 * (DeepFacePencil, section 3.1).
 */
export class SpatialAttentionPooling {
  private constructor(
    private readonly graph: Graph,
    private readonly rasterSize: number,
  ) {}

  /** null in weights without it */
  static async load(weights: Weights, engine: Engine): Promise<SpatialAttentionPooling | null> {
    const { fidelity, rasterSize } = weights.manifest;
    if (!fidelity) return null;
    return new SpatialAttentionPooling(await engine.loadGraph(weights.pathOf(fidelity)), rasterSize);
  }

  /** @param raster [rasterSize × rasterSize], 0…1, ink 1 @returns canvas [channels × 128 × 128] */
  async read(raster: Float32Array): Promise<Float32Array> {
    const sketch = { data: raster, dims: [1, 1, this.rasterSize, this.rasterSize] };
    return outputOf(await this.graph.run({ sketch }), 'features');
  }
}
