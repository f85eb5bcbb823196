import { type Browser, chromium } from 'playwright-core';

/** The system's Chromium without the services that a closed network would only delay. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // two windows are in use at once; neither may be slowed as "in the background"
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (!executablePath)
    throw new Error('CHROMIUM_PATH is not set: run the browser tests with `npm test -- e2e`');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
