import { messageOf } from '../errors.ts';
import type { EngineDefinition } from './engine.ts';
import { createOnnxRuntimeEngine } from './onnxRuntimeEngine.ts';

/** ONNX Runtime's CPU provider: the default, in the npm package for most platforms. */
export const cpuEngine: EngineDefinition = {
  name: 'cpu',
  description: 'ONNX Runtime on the processor',

  async availability() {
    try {
      await import('onnxruntime-node');
      return { available: true, hardware: 'processor' };
    } catch (error) {
      const reason = `onnxruntime-node does not load: ${messageOf(error).split('\n', 1)[0]}`;
      return { available: false, installed: true, reason };
    }
  },

  create: (options) => createOnnxRuntimeEngine('cpu', options),
};
