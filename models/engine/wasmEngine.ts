import { createRequire } from 'node:module';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import type { EngineDefinition } from './engine.ts';
import type { TensorflowJs } from './onnx/tensorflowJs.ts';
import { createTensorflowJsEngine } from './tensorflowJsEngine.ts';

const BACKEND = '@tensorflow/tfjs-backend-wasm';

/** TensorFlow.js in WebAssembly: no native code, so it runs wherever Node does. One thread. */
export const wasmEngine: EngineDefinition = {
  name: 'wasm',
  description: 'TensorFlow.js in WebAssembly, everywhere',

  async availability() {
    try {
      wasmFolder();
      return { available: true, hardware: 'processor' };
    } catch (error) {
      const reason = `${BACKEND} is missing: ${messageOf(error).split('\n', 1)[0]}`;
      return { available: false, installed: false, reason };
    }
  },

  create: async () => createTensorflowJsEngine('wasm', await createWasmBackend()),
};

/** TensorFlow.js with the wasm backend chosen and ready. */
export async function createWasmBackend(): Promise<TensorflowJs> {
  const tf = await import('@tensorflow/tfjs-core');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(wasmFolder());
  await withoutNewErrorHandlers(async () => {
    if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly does not start');
    await tf.ready();
  });
  return tf;
}

function wasmFolder(): string {
  const manifest = createRequire(import.meta.url).resolve(`${BACKEND}/package.json`);
  return `${path.join(path.dirname(manifest), 'dist')}${path.sep}`;
}

/** Emscripten's loader puts itself between a process and its errors; they are not its business. */
async function withoutNewErrorHandlers(work: () => Promise<void>): Promise<void> {
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = events.map((event) => new Set(process.rawListeners(event)));
  await work();
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]?.has(listener)) process.off(event, listener as () => void);
    }
  });
}
