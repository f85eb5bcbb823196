// `npm run engines [-- NAME | add NAME]`: lists the engines, or installs an optional one.
import { INSTALLERS } from './engines/installers.mjs';
import { ensureDependencies } from './support/dependencies.mjs';
import { runScript, SetupError } from './support/fail.mjs';
import { requireSupportedNode } from './support/nodeVersion.mjs';
import { run } from './support/run.mjs';

const LIST = 'models/cli/engines.ts';

requireSupportedNode();
await runScript(async () => {
  const [command, name, ...rest] = process.argv.slice(2);
  await ensureDependencies({ dev: false });
  const list = (...names) => run(process.execPath, ['--import', 'tsx', LIST, ...names]);
  if (command !== 'add') return list(...process.argv.slice(2));

  const install = INSTALLERS[name];
  if (!install || rest.length > 0) {
    throw new SetupError(
      `add takes one of: ${Object.keys(INSTALLERS).join(', ')}; the other engines are there already.`,
    );
  }
  await install();
  return list(name);
});
