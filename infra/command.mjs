// `node infra/command.mjs FILE.ts [ARGUMENTS]`: a command of the project, after what is missing was installed.
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { run } from './support/run.mjs';

requireSupportedNode();
await runScript(async () => {
  await ensureDependencies({ dev: false });
  return run(process.execPath, ['--import', 'tsx', ...process.argv.slice(2)]);
});
