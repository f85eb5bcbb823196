/** A dense float32 array, row-major. */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** One loaded network. Calls of one graph are not concurrent. */
export interface Graph {
  /** @param inputs tensors by input name; read until the promise settles, so do not overwrite them before */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  dispose(): Promise<void>;
}

/** Runs the ONNX graphs of the weights on some hardware. */
export interface Engine {
  readonly name: string;
  /** @throws EngineError if the file is no graph that this engine can run */
  loadGraph(file: string): Promise<Graph>;
  dispose(): Promise<void>;
}

export interface EngineOptions {
  /** threads within one operator */
  threads: number;
}

/** What can be told of an engine without starting it. */
export type Availability =
  | { available: true; hardware: 'processor' | 'gpu' }
  /** `installed`: someone put it here on purpose, so it should be said when it is passed over */
  | { available: false; reason: string; installed: boolean };

/** An engine as the registry knows it: cheap to list, loaded only when created. */
export interface EngineDefinition {
  readonly name: string;
  readonly description: string;
  /** Whether it can run here, as far as files and drivers tell; never throws. */
  availability(): Promise<Availability>;
  /** @throws Error if it turns out that it cannot run here: no GPU, no driver */
  create(options: EngineOptions): Promise<Engine>;
}

/** The output of that name. @throws Error if the graph has no such output */
export function outputOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const output = outputs[name];
  if (!output) throw new Error(`the graph has no output "${name}", only ${Object.keys(outputs).join(', ')}`);
  return output.data;
}
