// `npm start`: plain Node without dependencies, since it runs before the packages are installed.
import { ensureClient } from './support/client.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { run } from './support/run.mjs';

requireSupportedNode();
await runScript(async () => {
  await ensureDependencies({ dev: false });
  await ensureClient();
  return run(process.execPath, ['--import', 'tsx', 'server/main.ts', ...process.argv.slice(2)]);
});
