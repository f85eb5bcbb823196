import { existsSync, readdirSync } from 'node:fs';
import { SetupError } from '../support/fail.mjs';
import { inRoot } from '../support/paths.mjs';

/** Optional engines live outside node_modules, which `npm ci` wipes. Relative to the root. */
export const engineFolder = (name) => `.engines/${name}`;

/** The same signs of an NVIDIA driver as `models/engine/nvidia.ts` looks for. */
export function hasNvidiaDriver() {
  return ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'].some(existsSync);
}

/**
 * @param {string} engine
 * @param {string[]} architectures as Node names them
 */
export function requireLinux(engine, architectures) {
  if (process.platform === 'linux' && architectures.includes(process.arch)) return;
  throw new SetupError(
    `${engine} can be added on Linux (${architectures.join(', ')}) only, this is ${process.platform} on ${process.arch}. ` +
      'The engines that are in the packages run here: npm run engines.',
  );
}

/** The site-packages of a virtual environment, absolute. */
export function sitePackages(environment) {
  const lib = inRoot(environment, 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python3.'));
  return inRoot(environment, 'lib', python, 'site-packages');
}
