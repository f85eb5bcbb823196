import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ENGINE, type Engine, engineNamed } from '../../models/index.ts';
import type { OnnxModel } from './onnxModel.ts';
import { median } from './statistics.ts';

/** The engine and threads that benchmarks run on: the server's, chosen by the same variables. */
export const BENCH_ENGINE = process.env.PORTRAIT_ENGINE ?? DEFAULT_ENGINE;
export const BENCH_THREADS = Number(process.env.PORTRAIT_THREADS ?? 2);

export function createBenchEngine(): Promise<Engine> {
  return engineNamed(BENCH_ENGINE).create({ threads: BENCH_THREADS });
}

/** A model made for a benchmark, ready to be timed. */
export class BenchGraph {
  private constructor(
    private readonly run: () => Promise<unknown>,
    private readonly dispose: () => Promise<void>,
  ) {}

  static async load(
    engine: Engine,
    model: OnnxModel,
    dims: { input: number[]; output: number[]; from: string },
  ) {
    const folder = await mkdtemp(join(tmpdir(), 'limn-bench-'));
    try {
      const file = join(folder, 'bench.onnx');
      await writeFile(file, model.encode(dims.from, dims.output));
      const graph = await engine.loadGraph(file);
      const data = new Float32Array(dims.input.reduce((a, b) => a * b, 1)).fill(0.5);
      return new BenchGraph(
        () => graph.run({ input: { data, dims: dims.input } }),
        () => graph.dispose(),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Median ms of one run, after one to warm up; the graph is freed. */
  async time(runs: number): Promise<number> {
    await this.run();
    const spent: number[] = [];
    for (let i = 0; i < runs; i++) {
      const start = performance.now();
      await this.run();
      spent.push(performance.now() - start);
    }
    await this.dispose();
    return median(spent);
  }
}
