import { createRequire } from 'node:module';
import path from 'node:path';
import { installedEngineDir } from './installedEngines.ts';
import type { TensorflowJs } from './onnx/tensorflowJs.ts';

/** The optional package that `npm run engines -- add tensorflow` installs. */
export const TENSORFLOW_PACKAGE = '@tensorflow/tfjs-node-gpu';

const require = createRequire(import.meta.url);

/** TensorFlow.js with its native backend. */
export type NativeTensorflow = TensorflowJs & {
  backend(): { readonly isUsingGpuDevice: boolean };
};

/** Where the package is: among the project's packages, or where the command puts it; null if nowhere. */
export function tensorflowPackageFile(): string | null {
  const paths = [path.dirname(require.resolve('./tensorflowModule.ts')), installedEngineDir('tensorflow')];
  try {
    return require.resolve(`${TENSORFLOW_PACKAGE}/package.json`, { paths });
  } catch {
    return null;
  }
}

/**
 * Loads the package and with it libtensorflow.
 * @throws Error if it does not load
 */
export async function loadTensorflow(packageFile: string, threads: number): Promise<NativeTensorflow> {
  // Read by the library when it starts: quiet, as many threads as asked for, GPU memory as it is needed.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  restoreRemovedHelpers();
  return require(path.dirname(packageFile)) as NativeTensorflow;
}

/** The package of 2024 uses two helpers that Node 23 took out of `util`. */
function restoreRemovedHelpers(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
