import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the weights lie: `LIMN_WEIGHTS`, or `weights/` beside this file. */
export function defaultWeightsDir(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment.LIMN_WEIGHTS;
  return given ? path.resolve(given) : fileURLToPath(new URL('weights', import.meta.url));
}
