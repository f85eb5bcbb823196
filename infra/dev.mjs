// `npm run dev`: the server, restarted when its sources change, and vite's server for the client.
import { spawn } from 'node:child_process';
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { ROOT } from './support/paths.mjs';

const COMMANDS = [
  ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', 'server/main.ts'],
  ['node_modules/vite/bin/vite.js', '--config', 'client/vite.config.ts', '--clearScreen', 'false'],
];

requireSupportedNode();
await runScript(async () => {
  await ensureDependencies({ dev: true });
  const children = COMMANDS.map((args) => spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }));
  // One without the other is of no use: the first to end takes the other along.
  const stopAll = (signal) => {
    for (const child of children) child.kill(signal);
  };
  process.on('SIGINT', () => stopAll('SIGINT'));
  process.on('SIGTERM', () => stopAll('SIGTERM'));
  const ends = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
  const code = await Promise.race(ends);
  stopAll('SIGTERM');
  await Promise.all(ends);
  return code ?? 0;
});
