// `npm run screens [-- --device NAME] [--theme NAME]`: pictures of every screen, after what is missing was installed.
import { ensureChromium } from './support/chromium.mjs';
import { ensureClient } from './support/client.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { run } from './support/run.mjs';

requireSupportedNode();
await runScript(async () => {
  await ensureDependencies({ dev: true });
  const env = { ...process.env, CHROMIUM_PATH: await ensureChromium() };
  await ensureClient();
  return run(process.execPath, ['--import', 'tsx', 'tests/screens/run.ts', ...process.argv.slice(2)], {
    env,
  });
});
