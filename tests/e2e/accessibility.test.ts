import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faceDrawing } from '../support/faceDrawing.ts';
import { LimnServer } from '../support/limnServer.ts';
import { seriousFindings } from './support/axe.ts';
import { launchBrowser } from './support/browser.ts';
import { DIALOGS, type DialogWay } from './support/dialogs.ts';
import { focusIsInside, goRound, treeOf, wear } from './support/inspect.ts';
import { Person } from './support/person.ts';

let browser: Browser;
let server: LimnServer;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), LimnServer.start()]);
  [ann, ben] = await Promise.all([Person.arrive(browser, 'Ann'), Person.arrive(browser, 'Ben')]);
  await ann.openRoom(server);
  await ben.join(await ann.linkFor('editor'));
  for (const { places } of faceDrawing(3)) await ann.draw(places);
  await ann.stateOf('saved-state', 'saved');
  await ann.finalPortrait();
  await ann.see('version-keep').click();
  await ann.see('version-name').fill('A face');
  await ann.see('version-keep-confirm').click();
  await ann.see('version-name').waitFor({ state: 'detached' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

const openDialogs = (page: Page) => page.locator('dialog[open]').count();

/** Goes to a dialog with the keyboard alone. @returns the test id of what opened it */
async function reach(person: Person, { press, prepare }: DialogWay): Promise<string> {
  for (const [i, id] of press.entries()) {
    await person.see(id).first().focus();
    await person.page.keyboard.press('Enter');
    await person.waitFor(`dialog ${i + 1}`, async () => (await openDialogs(person.page)) > i);
    expect(person.complaints).toEqual([]);
  }
  await person.page.locator('dialog[open]').last().waitFor();
  await prepare?.(person);
  return press.at(-1) ?? '';
}

async function closeAll(person: Person): Promise<void> {
  await person.waitFor('all dialogs closed', async () => {
    if ((await openDialogs(person.page)) === 0) return true;
    await person.page.keyboard.press('Escape');
    return false;
  });
}

describe.each(DIALOGS.map((way) => [way.name, way] as const))('the dialog %s', (name, way) => {
  test('S11 S12 S13 is reached and left by keyboard, keeps the focus, has names and roles, and axe finds nothing serious', async () => {
    const { page } = ann;
    const opener = await reach(ann, way);
    await ann.waitFor('the focus inside', () => focusIsInside(page));
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);

    await expect(await treeOf(ann)).toMatchFileSnapshot(`accessibilityTrees/${name}.txt`);
    expect(await seriousFindings(page)).toEqual([]);
    await goRound(ann);

    await page.keyboard.press('Escape');
    if (!way.focusElsewhere) {
      await ann.waitFor(`the focus back at ${opener}`, () =>
        page.evaluate((id) => document.activeElement?.getAttribute('data-testid') === id, opener),
      );
    }
    await closeAll(ann);
    expect(ann.complaints).toEqual([]);
  });

  test('S11 in dark colours axe finds nothing serious', async () => {
    await wear(ann.page, 'dark');
    try {
      await reach(ann, way);
      expect(await seriousFindings(ann.page)).toEqual([]);
      expect(ann.complaints).toEqual([]);
    } finally {
      await closeAll(ann);
      await wear(ann.page, 'light');
    }
  });
});

test.each(['light', 'dark'] as const)(
  'S11 axe finds nothing serious on the pages (%s)',
  async (colorScheme) => {
    const eve = await Person.arrive(browser, 'Eve', { colorScheme });
    const check = async (where: string) =>
      expect([where, await seriousFindings(eve.page)]).toEqual([where, []]);
    await eve.page.goto(server.origin);
    await eve.see('new-room').waitFor();
    await check('home');
    await eve.page.goto(await ann.linkFor('viewer'));
    await eve.see('name-input').waitFor();
    await check('enter');
    await eve.see('enter-room').click();
    await check('a name is missing');
    await eve.see('name-input').fill('Eve');
    await eve.see('enter-room').click();
    await eve.connection('connected');
    await eve.finalPortrait();
    await check('a room to watch');
    await eve.see('time-line').click();
    await eve.see('version').first().waitFor();
    await eve.see('portrait-compare').click();
    await eve.see('wipe-sketch').waitFor();
    await check('time line and slider');
    await eve.page.goto(`${server.origin}/r/nonsense#e.nonsense`);
    await eve.see('problem').waitFor();
    await check('an end');
    await eve.leave();
  },
);

test('S11 axe finds nothing serious in a room to draw in, empty and drawn', async () => {
  const eve = await Person.arrive(browser, 'Eve');
  await eve.openRoom(server);
  expect(await seriousFindings(eve.page)).toEqual([]);
  await eve.leave();
  expect(await seriousFindings(ann.page)).toEqual([]);
});

test('T5 S13 the network names a drawn face part by part, and the list of its parts has names and roles', async () => {
  await ann.see('parts').click();
  for (const part of ['hair', 'leftEye', 'rightEye', 'nose']) await ann.see(`parts-${part}`).waitFor();
  const tree = await ann.page.getByRole('group', { name: 'Parts of the drawing' }).ariaSnapshot();
  expect(tree).toMatch(/button "Select: Left eye, \d strokes?"/);
  for (const act of ['In colour', 'Hide', 'Erase']) expect(tree).toContain(`button "${act}: Left eye"`);
  expect(tree).toContain('switch "Parts in colours Each part in an ink of its own."');
  expect(await seriousFindings(ann.page)).toEqual([]);
  await ann.page.keyboard.press('Escape');
});

test('S14 what happens is told to screen readers: connection, who comes and goes, portraits that fail or wait', async () => {
  const cid = await Person.arrive(browser, 'Cid');
  await cid.join(await ann.linkFor('viewer'));
  const said = ann.page.getByRole('status');
  await ann.waitFor('Cid’s coming', async () =>
    (await said.allTextContents()).some((words) => /Cid/.test(words)),
  );
  await cid.leave();
  await ann.waitFor('Cid’s going', async () =>
    (await said.allTextContents()).some((words) => /Cid.*(left|gone)/.test(words)),
  );
  expect((await said.allTextContents()).some((words) => /Connected/.test(words))).toBe(true);
  expect(await ann.page.getByRole('region', { name: 'Portrait' }).getByRole('status').count()).toBe(1);
});

test('S15 who asks for reduced motion sees nothing move', async () => {
  const moving = () => ann.page.evaluate(() => document.getAnimations().length);
  expect(await moving()).toBe(0);
  // what changes its place or size does so at once
  await ann.see('zoom-in').click();
  expect(await moving()).toBe(0);
  await ann.see('zoom-whole').click();
  await ann.see('portrait-compare').click();
  await ann.see('refine-nose').hover();
  const { transition, animation } = await ann.see('share-open').evaluate((button) => {
    const style = getComputedStyle(button);
    return { transition: style.transitionDuration, animation: style.animationDuration };
  });
  for (const duration of [transition, animation]) expect(Number.parseFloat(duration)).toBeLessThan(0.01);
  await ann.see('portrait-compare').click();
});
