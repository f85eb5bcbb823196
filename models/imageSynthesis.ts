import { type Engine, type Graph, outputOf } from './engine/engine.ts';
import type { Weights } from './weights.ts';

/** An RGB picture, 8 bits a channel, row-major, interleaved. */
export interface RgbPicture {
  /** px: side of the square */
  readonly size: number;
  /** [size × size × 3] */
  readonly data: Uint8Array;
}

/** IS: feature canvas and appearance code → portrait (DeepFaceDrawing, section 3.3). */
export class ImageSynthesis {
  private constructor(
    private readonly graph: Graph,
    private readonly canvasDims: readonly number[],
    /** px: side of the portraits it makes */
    readonly size: number,
  ) {}

  static async load(weights: Weights, engine: Engine): Promise<ImageSynthesis> {
    const { imageSynthesis, canvas } = weights.manifest;
    const graph = await engine.loadGraph(weights.pathOf(imageSynthesis.file));
    return new ImageSynthesis(graph, [1, canvas.channels, canvas.size, canvas.size], imageSynthesis.size);
  }

  /** @param canvas [channels × 128 × 128] @param appearance [appearanceSize] */
  async synthesise(canvas: Float32Array, appearance: Float32Array): Promise<RgbPicture> {
    const outputs = await this.graph.run({
      canvas: { data: canvas, dims: this.canvasDims },
      appearance: { data: appearance, dims: [1, appearance.length] },
    });
    return { size: this.size, data: interleave(outputOf(outputs, 'portrait'), this.size) };
  }
}

/** Planes in −1…1 → interleaved bytes. @param planes [3 × size × size] */
export function interleave(planes: Float32Array, size: number): Uint8Array {
  const area = size * size;
  // A clamped array rounds and cuts at 0 and 255 itself.
  const data = new Uint8ClampedArray(area * 3);
  // One pass over the output: three over it, one a channel, take twice as long.
  for (let i = 0, to = 0; i < area; i++, to += 3) {
    data[to] = ((planes[i] as number) + 1) * 127.5;
    data[to + 1] = ((planes[area + i] as number) + 1) * 127.5;
    data[to + 2] = ((planes[2 * area + i] as number) + 1) * 127.5;
  }
  return new Uint8Array(data.buffer);
}
