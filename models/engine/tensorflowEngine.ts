import { messageOf } from '../errors.ts';
import type { EngineDefinition } from './engine.ts';
import { hasNvidiaDriver } from './nvidia.ts';
import { createTensorflowJsEngine } from './tensorflowJsEngine.ts';
import { loadTensorflow, TENSORFLOW_PACKAGE, tensorflowPackageFile } from './tensorflowModule.ts';

/** TensorFlow.js on libtensorflow: NVIDIA GPUs, or the processor where there is none. */
export const tensorflowEngine: EngineDefinition = {
  name: 'tensorflow',
  description: `TensorFlow.js on an NVIDIA GPU (${TENSORFLOW_PACKAGE})`,

  async availability() {
    if (!tensorflowPackageFile()) {
      const reason = 'not installed: "npm run engines -- add tensorflow" installs it';
      return { available: false, installed: false, reason };
    }
    return { available: true, hardware: hasNvidiaDriver() ? 'gpu' : 'processor' };
  },

  async create({ threads }) {
    const packageFile = tensorflowPackageFile();
    if (!packageFile) throw new Error(`${TENSORFLOW_PACKAGE} is not installed`);
    try {
      const tf = await loadTensorflow(packageFile, threads);
      await tf.setBackend('tensorflow');
      return createTensorflowJsEngine('tensorflow', tf);
    } catch (error) {
      throw new Error(`${TENSORFLOW_PACKAGE} does not load: ${messageOf(error).trim().split('\n', 1)[0]}`);
    }
  },
};
