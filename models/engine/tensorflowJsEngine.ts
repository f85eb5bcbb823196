import { readFile } from 'node:fs/promises';
import { EngineError, messageOf } from '../errors.ts';
import type { Engine } from './engine.ts';
import { GraphExecutor } from './onnx/graphExecutor.ts';
import type { TensorflowJs } from './onnx/tensorflowJs.ts';

/** TensorFlow.js keeps one backend a process, in a global: so there is one such engine a process. */
let running: string | null = null;

/**
 * The ONNX graphs on a backend of TensorFlow.js.
 * @param tf with the backend chosen and ready
 */
export function createTensorflowJsEngine(name: string, tf: TensorflowJs): Engine {
  if (running !== null && running !== name) {
    throw new EngineError(
      `engine ${running} runs in this process already; ${name} needs a process of its own`,
    );
  }
  running = name;
  const graphs = new Set<GraphExecutor>();
  return {
    name,
    async loadGraph(file) {
      try {
        const graph = GraphExecutor.load(tf, await readFile(file));
        graphs.add(graph);
        return graph;
      } catch (error) {
        throw new EngineError(`engine ${name} cannot load ${file}: ${messageOf(error)}`, { cause: error });
      }
    },
    async dispose() {
      for (const graph of graphs) await graph.dispose();
      graphs.clear();
      running = null;
    },
  };
}
