// `npm run test:training [-- PYTEST OPTIONS]`: the trainer's tests in a Python environment of their own.
import { runScript } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { inRoot } from './support/paths.mjs';
import { ensureVirtualEnvironment } from './support/python.mjs';
import { run } from './support/run.mjs';

const FOLDER = 'models/training';

requireSupportedNode();
await runScript(async () => {
  const python = await ensureVirtualEnvironment({
    folder: `${FOLDER}/.venv`,
    requirements: `${FOLDER}/requirements.txt`,
    purpose: 'the trainer’s Python packages',
  });
  // One thread: the networks are small, and threads that wait for each other spin, above all beside other tests.
  const env = { OMP_NUM_THREADS: '1', ...process.env };
  return run(python, ['-m', 'pytest', 'tests', ...process.argv.slice(2)], { cwd: inRoot(FOLDER), env });
});
