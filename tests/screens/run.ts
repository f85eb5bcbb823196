import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from '../e2e/support/browser.ts';
import { Person } from '../e2e/support/person.ts';
import { faceDrawing } from '../support/faceDrawing.ts';
import { LimnServer } from '../support/limnServer.ts';
import { contactSheet, type Tile } from './contactSheet.ts';
import { jobScreens } from './jobScreens.ts';
import { endScreens, ROOM_SCREENS, type Screen } from './screens.ts';

/**
 * `npm run screens [-- --device desktop|tablet|phone] [--theme light|dark] [--only WORDS]`: every screen of the page as a
 * picture, and a contact sheet of each device and theme, to be looked at.
 */
const FOLDER = fileURLToPath(new URL('../artefacts/screens/', import.meta.url));

interface Device {
  options: BrowserContextOptions;
  /** px of a tile on the contact sheet, and how many stand side by side */
  tile: number;
  columns: number;
}

const DEVICES: Record<string, Device> = {
  desktop: { options: { viewport: { width: 1280, height: 800 } }, tile: 640, columns: 4 },
  tablet: { options: { viewport: { width: 820, height: 1180 }, hasTouch: true }, tile: 410, columns: 6 },
  phone: {
    options: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    tile: 300,
    columns: 8,
  },
};
const THEMES = ['light', 'dark'] as const;

const values = readArguments();
const wanted = (name: string) => !values.only || name.includes(values.only);

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { device: { type: 'string' }, theme: { type: 'string' }, only: { type: 'string' } },
    });
    demandOneOf('--device', values.device, Object.keys(DEVICES));
    demandOneOf('--theme', values.theme, THEMES);
    return values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

function demandOneOf(option: string, given: string | undefined, known: readonly string[]): void {
  if (given === undefined || known.includes(given)) return;
  throw new Error(`${option} is ${known.join(', ')}; there is no "${given}"`);
}

/** A drawn face that all look at, in a room with company. @returns the owner's link */
async function drawnRoom(browser: Browser, server: LimnServer): Promise<string> {
  const host = await Person.arrive(browser, 'Ann');
  await host.openRoom(server);
  for (const { places } of faceDrawing(11)) await host.draw(places);
  const { version } = await host.finalPortrait();
  await host.see('version-keep').click();
  await host.see('version-name').fill('As it was');
  await host.see('version-keep-confirm').click();
  await host.see('version-name').waitFor({ state: 'detached' });
  await host.see('appearance-hair').fill('120');
  await host.finalPortrait({ after: version });
  const ben = await Person.arrive(browser, 'Ben');
  await ben.join(await host.linkFor('editor'));
  return host.page.url();
}

async function takeAll(
  browser: Browser,
  server: LimnServer,
  link: string,
  [deviceName, device]: [string, Device],
  theme: (typeof THEMES)[number],
): Promise<void> {
  const tiles: Tile[] = [];
  const eve = await Person.arrive(browser, 'Eve', { ...device.options, colorScheme: theme });
  const take = async (name: string) => {
    const file = `${FOLDER}${deviceName}-${theme}-${name.replaceAll(/\W+/g, '-')}.png`;
    await eve.page.screenshot({ path: file });
    tiles.push({ name, file });
  };
  const visit = async ({ name, open, close }: Screen) => {
    if (!wanted(name)) return;
    try {
      await open(eve);
      await take(name);
      await close?.(eve);
    } catch (error) {
      throw new Error(`${deviceName} ${theme}: ${name}: ${error instanceof Error ? error.message : error}`);
    }
  };

  await eve.page.goto(server.origin);
  await eve.see('new-room').waitFor();
  await take('home');
  await eve.see('new-room').click();
  await eve.see('name-input').waitFor();
  await take('enter');
  await eve.see('name-input').fill('Eve');
  await eve.see('enter-room').click();
  await eve.connection('connected');
  await take('room empty');
  await eve.join(link);
  await eve.finalPortrait();
  for (const screen of ROOM_SCREENS) await visit(screen);
  for (const screen of jobScreens(server)) await visit(screen);
  await eve.page.goto(`${server.origin}/nothing-here#x`);
  for (const screen of endScreens(link)) await visit(screen);
  await eve.leave();
  await writeFile(
    `${FOLDER}sheet-${deviceName}-${theme}.png`,
    await contactSheet(tiles, device.tile, device.columns),
  );
  console.log(`${tiles.length} screens: ${FOLDER}sheet-${deviceName}-${theme}.png`);
}

await mkdir(FOLDER, { recursive: true });
const [browser, server] = await Promise.all([launchBrowser(), LimnServer.start()]);
try {
  const link = await drawnRoom(browser, server);
  for (const device of Object.entries(DEVICES)) {
    if (values.device && values.device !== device[0]) continue;
    for (const theme of THEMES) {
      if (values.theme && values.theme !== theme) continue;
      await takeAll(browser, server, link, device, theme);
    }
  }
} finally {
  await browser.close();
  await server.dispose();
}
