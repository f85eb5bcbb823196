import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of what `npm run engines -- add NAME` installed: outside node_modules, which npm wipes. */
export function installedEngineDir(name: string): string {
  return path.join(fileURLToPath(new URL('../..', import.meta.url)), '.engines', name);
}
