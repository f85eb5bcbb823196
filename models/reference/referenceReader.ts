import type { AppearanceReference, ReferenceSource } from '../../shared/appearance.ts';
import { encoderId, packCode } from '../appearanceCode.ts';
import { type Engine, type Graph, outputOf } from '../engine/engine.ts';
import { createEngine, DEFAULT_ENGINE } from '../engine/engines.ts';
import { Weights } from '../weights.ts';
import { defaultWeightsDir } from '../weightsDir.ts';
import { lookAt, VIEW_SIZE } from './facePlace.ts';
import { findPhotoFace } from './findPhotoFace.ts';
import { readRgbPicture } from './rgbPicture.ts';

const VIEW_DIMS = [1, 3, VIEW_SIZE, VIEW_SIZE];

/** Reference picture → appearance code: finds the face, brings it to the template, encodes skin, hair and light. */
export class ReferenceReader {
  private constructor(
    private readonly engine: Engine,
    private readonly parser: Graph,
    private readonly encoder: Graph,
    private readonly encoderId: string,
  ) {}

  /** @throws WeightsError, EngineError */
  static async load(options: { weightsDir?: string; threads?: number } = {}): Promise<ReferenceReader> {
    const engine = await createEngine(DEFAULT_ENGINE, { threads: options.threads ?? 1 });
    const weights = await Weights.open(options.weightsDir ?? defaultWeightsDir());
    const { parser, appearance } = weights.manifest;
    return new ReferenceReader(
      engine,
      await engine.loadGraph(weights.pathOf(parser)),
      await engine.loadGraph(weights.pathOf(appearance.encoder)),
      encoderId(weights.manifest),
    );
  }

  /**
   * @param bytes PNG, JPEG or WebP
   * @throws InputError whose message completes the sentence "FILE …": no picture, too large, no face, several
   */
  async read(bytes: Uint8Array, source: ReferenceSource): Promise<AppearanceReference> {
    const picture = await readRgbPicture(bytes);
    const place = await findPhotoFace(picture, (view) => this.run(this.parser, view, 'classes'));
    const code = await this.run(this.encoder, lookAt(picture, place), 'code');
    return { source, encoder: this.encoderId, code: packCode(code) };
  }

  /** The parser, for measurements. */
  parse(view: Float32Array): Promise<Float32Array> {
    return this.run(this.parser, view, 'classes');
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }

  private async run(graph: Graph, view: Float32Array, output: string): Promise<Float32Array> {
    return outputOf(await graph.run({ photo: { data: view, dims: VIEW_DIMS } }), output);
  }
}
