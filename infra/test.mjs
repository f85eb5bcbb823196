// `npm test [-- NAME …]`: all tests, or those of a project (unit, integration, attackers, e2e) or of files named so.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureChromium } from './support/chromium.mjs';
import { ensureClient } from './support/client.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { inRoot } from './support/paths.mjs';
import { ensureRedis } from './support/redis.mjs';
import { runTool } from './support/run.mjs';
import { closingLine } from './support/testResults.mjs';

const PROJECTS = ['unit', 'integration', 'attackers', 'e2e'];
const RESULTS = 'tests/artefacts/results.json';

requireSupportedNode();
await runScript(async () => {
  const names = process.argv.slice(2);
  const projects = names.filter((name) => PROJECTS.includes(name));
  const withBrowser = projects.length === 0 || projects.includes('e2e');

  await ensureDependencies({ dev: true });
  const env = { ...process.env };
  const onlyBrowser = projects.length > 0 && projects.every((project) => project === 'e2e');
  if (!onlyBrowser) env.REDIS_SERVER = await ensureRedis();
  if (withBrowser) {
    env.CHROMIUM_PATH = await ensureChromium();
    await ensureClient();
  }

  mkdirSync(inRoot('tests/artefacts'), { recursive: true });
  rmSync(inRoot(RESULTS), { force: true });
  const code = await runTool(
    'vitest/vitest.mjs',
    [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${RESULTS}`,
      ...projects.map((name) => `--project=${name}`),
      ...names.filter((name) => !PROJECTS.includes(name)),
    ],
    { env },
  );
  console.log(closingLine(readResults()));
  return code;
});

function readResults() {
  try {
    return JSON.parse(readFileSync(inRoot(RESULTS), 'utf8'));
  } catch {
    return undefined; // vitest ended before any test ran, and said why
  }
}
