import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** Two scripts may find something missing at the same time, and apt-get waits for nobody. */
const LOCK = '/tmp/limn-apt.lock';

/** Whether Debian packages can be installed here. */
export function canUseApt() {
  return (
    process.getuid?.() === 0 &&
    existsSync('/etc/debian_version') &&
    spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  );
}

/** @param {string} name of a Debian package */
export async function installWithApt(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('flock', [LOCK, 'apt-get', 'update', '-qq'], { env });
  const options = ['-y', '-qq', '--no-install-recommends'];
  await run('flock', [LOCK, 'apt-get', 'install', ...options, name], { env });
}
