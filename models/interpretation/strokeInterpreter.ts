import type { Place } from '../../shared/canvas.ts';
import { classOfNumber, type StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { type Engine, type Graph, outputOf } from '../engine/engine.ts';
import { createEngine, DEFAULT_ENGINE } from '../engine/engines.ts';
import { Weights } from '../weights.ts';
import { defaultWeightsDir } from '../weightsDir.ts';
import { STROKE_FEATURES, writeStrokeFeatures } from './strokeFeatures.ts';

/** The answers of the network: nothing, and the classes 1 to 18. */
const ANSWERS = 19;

/** Strokes that see each other at most: attention costs their square. */
const TOGETHER = 400;

/** A stroke whose likeliest class is less probable than this has none. */
const SUREST = 0.35;

/** A drawn line, in px of the canvas; at least one place. */
export interface DrawnLine {
  readonly points: readonly Place[];
}

/** Says what each stroke of a drawing shows, from its shape, its place, its order and its neighbours. */
export class StrokeInterpreter {
  private constructor(
    private readonly engine: Engine,
    private readonly graph: Graph,
  ) {}

  /**
   * On an engine of its own, on one thread: it is small. Null for weights without an interpreter.
   * @throws WeightsError, EngineError
   */
  static async load(options: { weightsDir?: string } = {}): Promise<StrokeInterpreter | null> {
    return StrokeInterpreter.open(await Weights.open(options.weightsDir ?? defaultWeightsDir()));
  }

  /** As `load`, of weights that are open already. @throws EngineError */
  static async open(weights: Weights): Promise<StrokeInterpreter | null> {
    if (!weights.manifest.interpreter) return null;
    return StrokeInterpreter.create(weights, await createEngine(DEFAULT_ENGINE, { threads: 1 }));
  }

  /** On an engine that becomes its own; null for weights without an interpreter. */
  static async create(weights: Weights, engine: Engine): Promise<StrokeInterpreter | null> {
    const { interpreter } = weights.manifest;
    if (!interpreter) return null;
    return new StrokeInterpreter(engine, await engine.loadGraph(weights.pathOf(interpreter)));
  }

  /**
   * More strokes than see each other are dealt out in turn: each lot is the whole drawing, thinned.
   * @param strokes in drawing order
   * @returns a class for each stroke, in the same order; null where it is none, or not to be told
   */
  async interpret(strokes: readonly DrawnLine[]): Promise<(StrokeClass | null)[]> {
    const classes: (StrokeClass | null)[] = strokes.map(() => null);
    const lots = Math.ceil(strokes.length / TOGETHER);
    for (let lot = 0; lot < lots; lot++) {
      const members = strokes.map((_, i) => i).filter((i) => i % lots === lot);
      const answers = await this.ask(members.map((i) => strokes[i] as DrawnLine));
      members.forEach((i, k) => {
        classes[i] = answers[k] ?? null;
      });
    }
    return classes;
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }

  private async ask(strokes: readonly DrawnLine[]): Promise<(StrokeClass | null)[]> {
    const count = strokes.length;
    const data = new Float32Array(count * STROKE_FEATURES);
    strokes.forEach(({ points }, i) => {
      const into = data.subarray(i * STROKE_FEATURES, (i + 1) * STROKE_FEATURES);
      writeStrokeFeatures(points, count > 1 ? i / (count - 1) : 0, count, into);
    });
    const outputs = await this.graph.run({ strokes: { data, dims: [count, STROKE_FEATURES] } });
    const logits = outputOf(outputs, 'classes');
    return strokes.map((_, i) => likeliest(logits.subarray(i * ANSWERS, (i + 1) * ANSWERS)));
  }
}

function likeliest(logits: Float32Array): StrokeClass | null {
  const best = logits.indexOf(Math.max(...logits));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - (logits[best] as number)), 0);
  return 1 / sum < SUREST ? null : (classOfNumber(best) ?? null);
}
