import type { AppearanceReference, ReferenceSource } from '../../shared/appearance.ts';
import { encoderId, packCode } from '../appearanceCode.ts';
import type { CellPlanes } from '../cells.ts';
import { classColours, packColours } from '../colours/classColours.ts';
import { type Engine, type Graph, outputOf } from '../engine/engine.ts';
import { createEngine, DEFAULT_ENGINE } from '../engine/engines.ts';
import { Weights } from '../weights.ts';
import { defaultWeightsDir } from '../weightsDir.ts';
import { FaceParser } from './faceParser.ts';
import { lookAt, VIEW_SIZE } from './facePlace.ts';
import { findPhotoFace } from './findPhotoFace.ts';
import { readRgbPicture } from './rgbPicture.ts';

/** Reference picture → appearance code and colours: finds the face, brings it to the template, encodes skin, hair and light. */
export class ReferenceReader {
  private constructor(
    private readonly engine: Engine,
    private readonly parser: FaceParser,
    private readonly encoder: Graph,
    private readonly encoderId: string,
  ) {}

  /** @throws WeightsError, EngineError */
  static async load(options: { weightsDir?: string; threads?: number } = {}): Promise<ReferenceReader> {
    const engine = await createEngine(DEFAULT_ENGINE, { threads: options.threads ?? 1 });
    const weights = await Weights.open(options.weightsDir ?? defaultWeightsDir());
    const { appearance } = weights.manifest;
    return new ReferenceReader(
      engine,
      await FaceParser.load(weights, engine),
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
    const place = await findPhotoFace(picture, (view) => this.parser.parse(view));
    const view = lookAt(picture, place);
    const outputs = await this.encoder.run({ photo: { data: view, dims: [1, 3, VIEW_SIZE, VIEW_SIZE] } });
    const colours = classColours(planesOf(view), await this.parser.parse(view));
    return {
      source,
      encoder: this.encoderId,
      code: packCode(outputOf(outputs, 'code')),
      colours: packColours(colours),
    };
  }

  /** The parser, for measurements. */
  parse(view: Float32Array): Promise<Float32Array> {
    return this.parser.parse(view);
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }
}

/** −1…1 → 0…255 */
function planesOf(view: Float32Array): CellPlanes {
  const colours = view.map((value) => (value + 1) * 127.5);
  const plane = (c: number) => colours.subarray(c * VIEW_SIZE ** 2, (c + 1) * VIEW_SIZE ** 2);
  return [plane(0), plane(1), plane(2)];
}
