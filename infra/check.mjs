// `npm run check`: format, lint, types, dependency direction, dead exports, known vulnerabilities.
import { passesAudit } from './support/audit.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript, say } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { runTool } from './support/run.mjs';

const STEPS = [
  ['format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings']],
  ['types', 'typescript/bin/tsc', ['--noEmit']],
  [
    'types of the client',
    'svelte-check/bin/svelte-check',
    ['--workspace', 'client', '--tsconfig', '../tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  ],
  [
    'dependency direction',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', 'infra/dependencyRules.cjs', 'shared', 'models', 'server', 'client', 'tests'],
  ],
  ['dead exports', 'knip/bin/knip.js', []],
];

requireSupportedNode();
await runScript(async () => {
  await ensureDependencies({ dev: true });
  const failed = [];
  for (const [name, entry, args] of STEPS) {
    say(`checking ${name} …`);
    if ((await runTool(entry, args)) !== 0) failed.push(name);
  }
  say('checking known vulnerabilities …');
  if (!passesAudit()) failed.push('known vulnerabilities');
  say(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});
