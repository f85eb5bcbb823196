import { existsSync, readFileSync } from 'node:fs';
import { SetupError, say } from './fail.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { run } from './run.mjs';

/**
 * Installs what package-lock.json asks for and node_modules lacks. Development packages that are
 * there already are kept, so that `npm start` never takes the tools from a developer.
 * @param {{ dev: boolean }} needs
 */
export async function ensureDependencies({ dev }) {
  const wanted = readLock(inRoot('package-lock.json'));
  // npm writes this file last, so an interrupted install is seen as none.
  const installed = readLock(inRoot('node_modules/.package-lock.json'));
  if (missingPackages(wanted, installed, { dev }).length === 0) return;

  const withDev = dev || hasDevPackages(wanted, installed);
  say(withDev ? 'installing packages (npm ci) …' : 'installing packages (npm ci --omit=dev) …');
  const code = await runNpm(['ci', '--include=optional', withDev ? '--include=dev' : '--omit=dev']);
  if (code !== 0) {
    throw new SetupError(
      'npm could not install the packages; its message stands above. ' +
        'Limn needs the npm registry for its first start (nothing else), so check the network and try again.',
    );
  }
}

/**
 * The lock's packages that are not installed in the locked version. Optional ones (binaries of other
 * platforms, optional peers) do not count.
 * @param {Lock} wanted
 * @param {Lock} installed
 * @param {{ dev: boolean }} needs
 * @returns {string[]} their paths
 *
 * @typedef {Record<string, { version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }>} Lock
 */
export function missingPackages(wanted, installed, { dev }) {
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && !entry.optional && !entry.devOptional && (dev || !entry.dev))
    .filter(([path, entry]) => installed[path]?.version !== entry.version)
    .map(([path]) => path);
}

function hasDevPackages(wanted, installed) {
  return Object.keys(installed).some((path) => wanted[path]?.dev);
}

function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/** Runs the npm that runs this script, or the one on the path. */
export function runNpm(args, cwd = ROOT) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) return run(process.execPath, [npm, ...args], { cwd });
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', args, { cwd, shell: windows });
}
