import { type Placement, toPlacement } from '../../shared/similarity.ts';
import { Aligner } from '../aligner.ts';
import type { Engine } from '../engine/engine.ts';
import { createEngine, DEFAULT_ENGINE } from '../engine/engines.ts';
import type { Place } from '../linePen.ts';
import { Weights } from '../weights.ts';
import { defaultWeightsDir } from '../weightsDir.ts';
import { seekFaces } from './seekFace.ts';

/** Sights that are looked at closely. */
const CANDIDATES = 3;

/** Where a drawing's face belongs on the canvas, by the aligner alone: for who has no pipeline and needs none. */
export class FacePlacer {
  private constructor(
    private readonly engine: Engine,
    private readonly aligner: Aligner,
  ) {}

  /** Null for weights without an aligner. @throws WeightsError, EngineError */
  static async load(options: { weightsDir?: string; threads?: number } = {}): Promise<FacePlacer | null> {
    const weights = await Weights.open(options.weightsDir ?? defaultWeightsDir());
    const engine = await createEngine(DEFAULT_ENGINE, { threads: options.threads ?? 1 });
    const aligner = await Aligner.load(weights, engine);
    if (aligner) return new FacePlacer(engine, aligner);
    await engine.dispose();
    return null;
  }

  /** Null where nothing looks like a face. @param lines px of the drawing */
  async place(lines: readonly (readonly Place[])[]): Promise<Placement | null> {
    const [face] = await seekFaces(lines, this.aligner, CANDIDATES);
    return face ? toPlacement(face.placement) : null;
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }
}
