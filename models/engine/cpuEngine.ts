import type { InferenceSession } from 'onnxruntime-node';
import { EngineError, messageOf } from '../errors.ts';
import type { Engine, EngineDefinition, EngineOptions, Graph, Tensor } from './engine.ts';

type OnnxRuntime = typeof import('onnxruntime-node');

/** ONNX Runtime's CPU provider: the default, in the npm package on every platform. */
export const cpuEngine: EngineDefinition = {
  name: 'cpu',
  description: 'ONNX Runtime on the processor',

  async availability() {
    try {
      await import('onnxruntime-node');
      return { available: true };
    } catch (error) {
      return { available: false, reason: `onnxruntime-node does not load: ${messageOf(error)}` };
    }
  },

  async create(options: EngineOptions): Promise<Engine> {
    const runtime = await import('onnxruntime-node');
    const graphs = new Set<Graph>();
    return {
      name: 'cpu',
      async loadGraph(file) {
        const graph = await loadGraph(runtime, file, options);
        graphs.add(graph);
        return graph;
      },
      async dispose() {
        for (const graph of graphs) await graph.dispose();
        graphs.clear();
      },
    };
  },
};

async function loadGraph(runtime: OnnxRuntime, file: string, options: EngineOptions): Promise<Graph> {
  const session = await runtime.InferenceSession.create(file, sessionOptions(options)).catch((error) => {
    throw new EngineError(`engine cpu cannot load ${file}: ${messageOf(error)}`);
  });
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

function sessionOptions({ threads }: EngineOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Spinning threads burn a core between portraits; a server shares its cores with Node.
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  };
}
