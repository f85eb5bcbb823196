import type { InferenceSession } from 'onnxruntime-node';
import { EngineError, messageOf } from '../errors.ts';
import type { Engine, EngineOptions, Graph, Tensor } from './engine.ts';
import { encodeModel } from './onnx/schema.ts';

export type OnnxRuntime = typeof import('onnxruntime-node');
export type ExecutionProvider = 'cpu' | 'webgpu' | 'cuda';

/** ONNX Runtime with one of its execution providers. */
export async function createOnnxRuntimeEngine(
  name: ExecutionProvider,
  { threads }: EngineOptions,
): Promise<Engine> {
  const runtime = await import('onnxruntime-node');
  const options = sessionOptions(name, threads);
  const graphs = new Set<Graph>();
  return {
    name,
    async loadGraph(file) {
      const session = await runtime.InferenceSession.create(file, options).catch((error) => {
        throw new EngineError(`engine ${name} cannot load ${file}: ${messageOf(error)}`);
      });
      const graph = sessionGraph(runtime, session);
      graphs.add(graph);
      return graph;
    },
    async dispose() {
      for (const graph of graphs) await graph.dispose();
      graphs.clear();
    },
  };
}

/**
 * Starts a provider on the smallest of graphs: only that tells whether its GPU and driver are there.
 * @throws Error with ONNX Runtime's reason
 */
export async function tryProvider(name: ExecutionProvider): Promise<void> {
  const { InferenceSession } = await import('onnxruntime-node');
  // A provider that cannot start also says so on stderr, over several lines; the reason is thrown anyway.
  const options = { ...sessionOptions(name, 1), logSeverityLevel: 4 as const };
  const session = await InferenceSession.create(identityModel(), options);
  await session.release();
}

function sessionGraph(runtime: OnnxRuntime, session: InferenceSession): Graph {
  let released = false;
  return {
    async run(inputs) {
      const feeds: Record<string, InstanceType<OnnxRuntime['Tensor']>> = {};
      for (const [name, { data, dims }] of Object.entries(inputs)) {
        feeds[name] = new runtime.Tensor('float32', data, dims);
      }
      const results = await session.run(feeds);
      const outputs: Record<string, Tensor> = {};
      for (const [name, { data, dims }] of Object.entries(results)) {
        outputs[name] = { data: data as Float32Array, dims };
      }
      return outputs;
    },
    async dispose() {
      if (!released) await session.release();
      released = true;
    },
  };
}

function sessionOptions(provider: ExecutionProvider, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Spinning threads burn a core between portraits; a server shares its cores with Node.
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  };
}

function identityModel(): Uint8Array {
  const type = { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 1 }] } } };
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'identity',
      node: [{ opType: 'Identity', input: ['x'], output: ['y'] }],
      input: [{ name: 'x', type }],
      output: [{ name: 'y', type }],
    },
  });
}
