import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EngineError, messageOf } from '../errors.ts';
import type { EngineDefinition } from './engine.ts';
import { installedEngineDir } from './installedEngines.ts';
import { hasNvidiaDriver } from './nvidia.ts';
import { createOnnxRuntimeEngine, tryProvider } from './onnxRuntimeEngine.ts';
import { preloadLibraries } from './sharedLibraries.ts';

/** In the order in which they need each other. */
const CUDA_LIBRARIES = [
  /^libcudart\.so/,
  /^libnvJitLink\.so/,
  /^libnvrtc\.so/,
  /^libcublasLt\.so/,
  /^libcublas\.so/,
  /^libcufft\.so/,
  /^libcurand\.so/,
  /^libcudnn\.so/,
];

/** ONNX Runtime's CUDA provider on NVIDIA GPUs; Linux on x64. `npm run engines -- add cuda` installs it. */
export const cudaEngine: EngineDefinition = {
  name: 'cuda',
  description: 'ONNX Runtime on an NVIDIA GPU (CUDA)',

  async availability() {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      return { available: false, installed: false, reason: 'it exists for Linux on x64 only' };
    }
    if (!existsSync(providerFile())) {
      const reason =
        'not installed: "npm run engines -- add cuda" installs it on a machine with an NVIDIA GPU';
      return { available: false, installed: existsSync(installedEngineDir('cuda')), reason };
    }
    if (!hasNvidiaDriver()) {
      return { available: false, installed: true, reason: 'this machine shows no NVIDIA driver' };
    }
    return { available: true, hardware: 'gpu' };
  },

  async create(options) {
    try {
      preloadLibraries(cudaLibraries(path.join(installedEngineDir('cuda'), 'python')));
      await tryProvider('cuda');
    } catch (error) {
      throw new EngineError(`CUDA does not start: ${messageOf(error).trim().split('\n', 1)[0]}`);
    }
    return createOnnxRuntimeEngine('cuda', options);
  },
};

/** Where ONNX Runtime looks for it: beside its own library. */
function providerFile(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = path.join(path.dirname(main), '../bin/napi-v6/linux/x64');
  return path.join(folder, 'libonnxruntime_providers_cuda.so');
}

/** NVIDIA's wheels put them below site-packages/nvidia; without those, the system's are used. */
function cudaLibraries(python: string): string[] {
  if (!existsSync(python)) return [];
  const files = readdirSync(python, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.includes(`${path.sep}nvidia${path.sep}`),
  );
  return CUDA_LIBRARIES.flatMap((pattern) => {
    const found = files.find((file) => pattern.test(path.basename(file)));
    return found ? [path.join(python, found)] : [];
  });
}
