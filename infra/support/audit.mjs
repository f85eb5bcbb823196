import { spawnSync } from 'node:child_process';
import { say } from './fail.mjs';
import { ROOT } from './paths.mjs';

/** ms; the check must not hang where the registry is out of reach */
const TIMEOUT_MS = 30_000;

/**
 * Asks the registry for known vulnerabilities of the packages that run for users.
 * @returns {boolean} false where there is one of high or critical severity; true also where nothing answers
 */
export function passesAudit() {
  const result = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=0'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: TIMEOUT_MS,
  });
  const counts = vulnerabilityCounts(result.stdout ?? '');
  if (!counts) {
    say('the registry does not answer audits; skipped');
    return true;
  }
  const severe = counts.high + counts.critical;
  if (severe > 0) say(`${severe} packages have known vulnerabilities: npm audit --omit=dev`);
  return severe === 0;
}

function vulnerabilityCounts(json) {
  try {
    return JSON.parse(json).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}
