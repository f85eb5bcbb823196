import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { canUseApt, installWithApt } from './apt.mjs';
import { SetupError, say } from './fail.mjs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';

const LOWEST_PYTHON = [3, 10];
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/**
 * A virtual environment that holds a requirements file's packages, made or renewed where needed.
 * @param {{ folder: string, requirements: string, purpose: string, pipOptions?: string[] }} wanted
 *   folder and requirements are paths below the root; the purpose is what is said to be installed
 * @returns {Promise<string>} path of the environment's Python
 */
export async function ensureVirtualEnvironment({ folder, requirements, purpose, pipOptions = [] }) {
  const windows = process.platform === 'win32';
  const python = inRoot(folder, windows ? 'Scripts/python.exe' : 'bin/python');
  const stamp = inRoot(folder, '.requirements');
  const hash = createHash('sha256')
    .update(readFileSync(inRoot(requirements)))
    .digest('hex');
  const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (current && answers(python)) return python;

  if (!answers(python)) {
    rmSync(inRoot(folder), { recursive: true, force: true });
    await makeEnvironment(findPython(), folder);
  }
  say(`installing ${purpose} (pip) …`);
  const code = await run(python, ['-m', 'pip', 'install', '--quiet', ...pipOptions, '-r', requirements]);
  if (code !== 0) throw new SetupError('pip could not install the packages; its message stands above.');
  writeFileSync(stamp, hash);
  return python;
}

async function makeEnvironment(python, folder) {
  say(`making a Python environment in ${folder} …`);
  if (!hasVenv(python) && canUseApt()) await installWithApt('python3-venv');
  if ((await run(python, ['-m', 'venv', folder])) !== 0) {
    throw new SetupError(
      'Python could not make a virtual environment. On Debian and Ubuntu install its part for that: ' +
        '`sudo apt-get install python3-venv`.',
    );
  }
}

/** Debian's Python comes without the parts that `python -m venv` needs. */
function hasVenv(python) {
  return spawnSync(python, ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
}

function findPython() {
  const found = [process.env.PYTHON, ...NAMES].filter(Boolean).find((name) => answers(name));
  if (found) return found;
  throw new SetupError(
    `this needs Python ${LOWEST_PYTHON.join('.')} or newer, and none was found. Install it ` +
      '(Debian: `sudo apt-get install python3 python3-venv`), or set PYTHON to its program. ' +
      'Limn itself runs and is tested without it.',
  );
}

function answers(python) {
  const check = `import sys; sys.exit(sys.version_info < (${LOWEST_PYTHON.join(', ')}))`;
  return spawnSync(python, ['-c', check], { stdio: 'ignore' }).status === 0;
}
