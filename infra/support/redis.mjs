import { canUseApt, installWithApt } from './apt.mjs';
import { SetupError, say } from './fail.mjs';
import { findProgram } from './programs.mjs';

/** @returns {Promise<string>} path of redis-server, installed with apt where it is missing and that can be done */
export async function ensureRedis() {
  const found = process.env.REDIS_SERVER ?? findProgram(['redis-server']);
  if (found) return found;
  if (canUseApt()) {
    say('installing Redis (apt-get) …');
    await installWithApt('redis-server');
    const installed = findProgram(['redis-server']);
    if (installed) return installed;
  }
  throw new SetupError(
    'this needs Redis, and no redis-server was found. Install it (Debian: `sudo apt-get install redis-server`; ' +
      'macOS: `brew install redis`), or set REDIS_SERVER to its program.',
  );
}
