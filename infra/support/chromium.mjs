import { join } from 'node:path';
import { canUseApt, installWithApt } from './apt.mjs';
import { SetupError, say } from './fail.mjs';
import { findProgram, isExecutable } from './programs.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** Where installers of other systems put it, off the path. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(process.env.PROGRAMFILES ?? 'C:\\Program Files', 'Google\\Chrome\\Application\\chrome.exe'),
];

/**
 * @returns {Promise<string>} path of a Chromium, installed with apt where it is missing and that can be done
 */
export async function ensureChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (isExecutable(wanted)) return wanted;
    throw new SetupError(`CHROMIUM_PATH is ${wanted}, which is not a program that can be run.`);
  }
  const found = findChromium();
  if (found) return found;
  if (canUseApt()) {
    say('installing Chromium for the browser tests (apt-get) …');
    await installWithApt('chromium');
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new SetupError(
    'the browser tests need Chromium, and none was found. Install it (Debian: `sudo apt-get install chromium`; ' +
      'elsewhere: Chromium or Google Chrome), or set CHROMIUM_PATH to its program. ' +
      '`npm test -- unit` and `npm test -- integration` run without it.',
  );
}

function findChromium() {
  return findProgram(NAMES) ?? PLACES.find(isExecutable);
}
