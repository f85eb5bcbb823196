import { type Engine, type Graph, outputOf } from '../engine/engine.ts';
import type { Weights } from '../weights.ts';
import { VIEW_SIZE } from './facePlace.ts';

const VIEW_DIMS = [1, 3, VIEW_SIZE, VIEW_SIZE];

/** The class of each pixel. @param logits planes of `area` pixels, a class each */
export function likeliestClasses(logits: Float32Array, area: number): Uint8Array {
  return Uint8Array.from({ length: area }, (_, at) => {
    let best = 0;
    for (let c = 1; c * area < logits.length; c++) {
      if ((logits[c * area + at] as number) > (logits[best * area + at] as number)) best = c;
    }
    return best;
  });
}

/** Tells what each pixel of a face on the template shows. */
export class FaceParser {
  private constructor(private readonly graph: Graph) {}

  /** @throws WeightsError, EngineError */
  static async load(weights: Weights, engine: Engine): Promise<FaceParser> {
    return new FaceParser(await engine.loadGraph(weights.pathOf(weights.manifest.parser)));
  }

  /** @param view planes [3 × 128 × 128] in −1…1 @returns logits [19 × 128 × 128] */
  async parse(view: Float32Array): Promise<Float32Array> {
    return outputOf(await this.graph.run({ photo: { data: view, dims: VIEW_DIMS } }), 'classes');
  }
}
