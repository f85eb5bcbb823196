import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runNpm } from '../support/dependencies.mjs';
import { SetupError, say } from '../support/fail.mjs';
import { inRoot } from '../support/paths.mjs';
import { ensureVirtualEnvironment } from '../support/python.mjs';
import { run } from '../support/run.mjs';
import { engineFolder, hasNvidiaDriver, requireLinux, sitePackages } from './place.mjs';

const FOLDER = engineFolder('tensorflow');
const PACKAGE = '@tensorflow/tfjs-node-gpu';
const PACKAGES = { [PACKAGE]: '4.22.0', 'node-api-headers': '1.9.0' };
/** The newest Node-API that the package's loader knows. */
const NODE_API = 8;

/**
 * TensorFlow.js with its native addon. The package's own install script downloads libtensorflow 2.9 for CUDA
 * 11.2 from outside the registries and an addon for it; instead the addon is compiled from the source in the
 * package against the C library in TensorFlow's wheel, which is current and brings CUDA along.
 */
export async function installTensorflow() {
  requireLinux('tensorflow', ['x64', 'arm64']);
  const compiler = process.env.CXX || 'c++';
  if (spawnSync(compiler, ['--version']).status !== 0) {
    throw new SetupError(
      'the tensorflow engine needs a C++ compiler. Install one (Debian: `sudo apt-get install g++`), or name it in CXX.',
    );
  }
  await installPackages();
  // LIMN_CUDA=1: for another machine, which has the GPU, as when a container image is built.
  const cuda = process.env.LIMN_CUDA === '1' || hasNvidiaDriver();
  say(
    cuda
      ? 'for NVIDIA GPUs: TensorFlow comes with CUDA.'
      : 'no NVIDIA driver: TensorFlow comes without CUDA.',
  );
  const environment = `${FOLDER}/python`;
  await ensureVirtualEnvironment({
    folder: environment,
    requirements: `infra/engines/${cuda ? 'tensorflow-cuda' : 'tensorflow'}.requirements.txt`,
    // Without CUDA the library needs none of the packages that Python needs beside it.
    pipOptions: cuda ? [] : ['--no-deps'],
    purpose: 'TensorFlow (600 MB, with CUDA some 3 GB)',
  });
  await buildAddon(compiler, path.join(sitePackages(environment), 'tensorflow'));
}

async function installPackages() {
  mkdirSync(inRoot(FOLDER), { recursive: true });
  writeFileSync(
    inRoot(FOLDER, 'package.json'),
    JSON.stringify({ private: true, dependencies: PACKAGES }, null, 2),
  );
  say(`installing ${PACKAGE} (npm) …`);
  const code = await runNpm(['install', '--ignore-scripts', '--omit=dev'], inRoot(FOLDER));
  if (code !== 0) throw new SetupError('npm could not install the packages; its message stands above.');
}

/** @param {string} tensorflow the wheel's folder */
async function buildAddon(compiler, tensorflow) {
  const source = inRoot(FOLDER, 'node_modules', PACKAGE);
  const folder = path.join(source, `lib/napi-v${NODE_API}`);
  mkdirSync(folder, { recursive: true });
  const libraries = ['libtensorflow_cc.so', 'libtensorflow_framework.so'].map((name) =>
    libraryFile(tensorflow, name),
  );
  say('compiling the addon …');
  const code = await run(compiler, [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    `-DNAPI_VERSION=${NODE_API}`,
    `-I${source}`,
    `-I${path.join(tensorflow, 'include')}`,
    `-I${inRoot(FOLDER, 'node_modules/node-api-headers/include')}`,
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(source, 'binding', name)),
    ...libraries,
    // Relative, so that the project's folder can be moved.
    `-Wl,-rpath,$ORIGIN/${path.relative(folder, tensorflow)}`,
    '-o',
    path.join(folder, 'tfjs_binding.node'),
  ]);
  if (code !== 0) throw new SetupError('the addon did not compile; the compiler’s message stands above.');
}

function libraryFile(folder, name) {
  const found = existsSync(folder) && readdirSync(folder).find((file) => file.startsWith(`${name}.`));
  if (!found) throw new SetupError(`TensorFlow's wheel has no ${name}: it has changed its layout.`);
  return path.join(folder, found);
}
