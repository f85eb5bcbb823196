import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError, say } from '../support/fail.mjs';
import { inRoot } from '../support/paths.mjs';
import { ensureVirtualEnvironment } from '../support/python.mjs';
import { engineFolder, hasNvidiaDriver, requireLinux, sitePackages } from './place.mjs';

const ENVIRONMENT = `${engineFolder('cuda')}/python`;
const REQUIREMENTS = 'infra/engines/cuda.requirements.txt';
const PROVIDER = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/**
 * ONNX Runtime's CUDA provider. The npm package would download it from outside the registries; the wheel of
 * the same version on PyPI carries the same library, which is put beside the npm package's own.
 */
export async function installCuda() {
  requireLinux('cuda', ['x64']);
  const runtime = inRoot('node_modules/onnxruntime-node');
  const { version } = JSON.parse(readFileSync(path.join(runtime, 'package.json'), 'utf8'));
  if (!readFileSync(inRoot(REQUIREMENTS), 'utf8').includes(`==${version}\n`)) {
    throw new SetupError(`onnxruntime-node is ${version}: ${REQUIREMENTS} must name the same version.`);
  }
  if (!hasNvidiaDriver()) say('no NVIDIA driver here: the engine is installed, but will not start.');
  await ensureVirtualEnvironment({
    folder: ENVIRONMENT,
    requirements: REQUIREMENTS,
    purpose: 'ONNX Runtime for CUDA (some 2 GB)',
  });
  const wheel = path.join(sitePackages(ENVIRONMENT), 'onnxruntime/capi');
  const beside = path.join(runtime, 'bin/napi-v6/linux/x64');
  for (const file of PROVIDER) {
    if (!existsSync(path.join(wheel, file)))
      throw new SetupError(`the wheel has no ${file}: it has changed its layout.`);
    cpSync(path.join(wheel, file), path.join(beside, file));
  }
}
