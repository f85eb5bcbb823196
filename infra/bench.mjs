// `npm run bench -- NAME`: one of the benchmarks, after what is missing was installed.
import { ensureChromium } from './support/chromium.mjs';
import { ensureClient } from './support/client.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { run } from './support/run.mjs';

/** those that look at the page */
const IN_A_BROWSER = ['canvas'];

requireSupportedNode();
await runScript(async () => {
  const withBrowser = process.argv.slice(2).some((name) => IN_A_BROWSER.includes(name));
  await ensureDependencies({ dev: withBrowser });
  const env = { ...process.env };
  if (withBrowser) {
    env.CHROMIUM_PATH = await ensureChromium();
    await ensureClient();
  }
  return run(process.execPath, ['--import', 'tsx', 'tests/bench/run.ts', ...process.argv.slice(2)], { env });
});
