import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LimnServer } from '../support/limnServer.ts';
import { launchBrowser } from './support/browser.ts';
import { inspectColours, inspectDialog } from './support/inspect.ts';
import { Person } from './support/person.ts';
import { keepPhoneScreenshot, keepScreenshot } from './support/screenshots.ts';

/** Pupils come by the address of the teacher's computer, over plain http: to browsers no secure context. */
const ADDRESS =
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one && one.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1';

let browser: Browser;
let server: LimnServer;
let origin: string;
const people: Person[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), LimnServer.start({ HOST: '0.0.0.0' })]);
  origin = `http://${ADDRESS}:${server.port}`;
});
afterAll(async () => {
  await Promise.all(people.map((person) => person.leave()));
  await browser?.close();
  await server?.dispose();
});

async function arrive(name: string): Promise<Person> {
  const person = await Person.arrive(browser, name);
  people.push(person);
  return person;
}

const face = (mouth: number) => [
  Array.from({ length: 20 }, (_, i) => ({
    x: 256 + 120 * Math.cos((i / 19) * 2 * Math.PI),
    y: 266 + 165 * Math.sin((i / 19) * 2 * Math.PI),
  })),
  [
    { x: 205, y: 355 },
    { x: 256, y: 355 + mouth },
    { x: 305, y: 355 },
  ],
];

test('Q16 Q17 Q18 Q19 Q22 S11 S13 a lesson from the lobby to the contact sheet: one face each, gallery, freeze, showing one, film, forgetting', async () => {
  const teacher = await arrive('Ms Turing');
  await teacher.page.goto(origin);
  const secure = await teacher.page.evaluate(() => isSecureContext);
  expect(secure).toBe(ADDRESS === '127.0.0.1');
  await teacher.see('kind-classroom').check();
  expect(await teacher.isChosen('faces-each')).toBe(true);
  await keepScreenshot(teacher.page, 'classroom-home');
  await inspectColours(teacher, 'the start page, for a class');
  await teacher.enterNewRoom();
  const link = await teacher.linkFor('editor');
  await teacher.see('family-open').click();
  await teacher.see('lobby').waitFor();
  const code = await teacher.waitFor('the code', async () => {
    const shown = (await teacher.see('lobby-code').textContent())?.trim() ?? '';
    return shown.length > 5 && shown;
  });
  await teacher.see('qr-code').waitFor();
  await keepScreenshot(teacher.page, 'classroom-lobby');
  await teacher.see('exhibit').waitFor();
  await inspectDialog(teacher, 'lobby');

  // one pupil types the code, the other follows the link
  const [ann, ben] = [await arrive('Ann Lee'), await arrive('Ben')];
  await ann.page.goto(origin);
  await ann.see('join-link').fill(code);
  await ann.page.keyboard.press('Enter');
  await ann.enter();
  await ben.join(link);
  for (const stroke of face(14)) await ann.draw(stroke);
  for (const stroke of face(-16)) await ben.draw(stroke);
  await Promise.all([ann.strokes(2), ben.strokes(2)]);
  // of her name the class keeps the first
  expect(await ann.page.getByText('Lee').count()).toBe(0);
  await teacher.waitFor('both faces in the gallery', async () => {
    const shown = await teacher
      .see('exhibit')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-strokes')));
    return shown.filter((strokes) => strokes === '2').length === 2;
  });
  await teacher.waitFor(
    'their portraits',
    async () => (await teacher.see('exhibit-portrait').count()) === 3,
    60_000,
  );
  await teacher.see('exhibit').last().scrollIntoViewIfNeeded();
  await keepScreenshot(teacher.page, 'classroom-gallery');
  expect(await keepPhoneScreenshot(teacher.page, 'classroom-phone')).toBe(0);
  await inspectDialog(teacher, 'class-gallery');

  await teacher.see('class-freeze').click();
  await Promise.all([ann.stateOf('room-state', 'frozen'), ben.stateOf('room-state', 'frozen')]);
  await teacher.see('class-freeze').click();
  await ann.stateOf('room-state', 'open');
  await teacher.see('exhibit-show').last().click();
  await ann.see('showcase').waitFor();
  await ann.see('exhibit-portrait').waitFor();
  await keepScreenshot(ann.page, 'classroom-shown');
  await inspectColours(ann, 'a drawing shown to the class');
  await teacher.see('exhibit-show').last().click();
  await ann.see('showcase').waitFor({ state: 'detached' });

  const files: string[] = [];
  for (const what of ['class-png', 'class-pdf', 'class-film']) {
    const downloading = teacher.page.waitForEvent('download', { timeout: 60_000 });
    await teacher.see(what).click();
    const download = await downloading;
    files.push(download.suggestedFilename().replace(/.*\./, ''));
    expect((await readFile(await download.path())).byteLength).toBeGreaterThan(5_000);
  }
  expect(files.slice(0, 2)).toEqual(['png', 'pdf']);
  expect(['webm', 'mp4']).toContain(files[2]);

  // the next pupil at this device finds nothing
  await ben.see('people-open').click();
  await ben.see('forget-here').click();
  await ben.see('forget-here-confirm').waitFor();
  await inspectDialog(ben, 'forget-here');
  await ben.see('forget-here-confirm').click();
  await ben.see('new-room').waitFor();
  const left = await ben.page.evaluate(async () => ({
    stored: Object.entries(localStorage).filter(([, value]) => value !== '[]' && value.includes('"')),
    copies: (await indexedDB.databases()).map(({ name }) => name),
  }));
  expect(left).toEqual({ stored: [], copies: [] });
  for (const person of people) expect(person.complaints).toEqual([]);
});

test('Q19 S11 S13 one face together: the parts go out by lot, and each draws their own', async () => {
  const teacher = await arrive('Ms Hopper');
  await teacher.page.goto(origin);
  await teacher.see('kind-classroom').check();
  await teacher.see('faces-one').check();
  await teacher.enterNewRoom();
  const cid = await arrive('Cid');
  await cid.join(await teacher.linkFor('editor'));
  await teacher.see('family-open').click();
  await teacher.see('draw-lots').click();
  // the only pupil draws them all; the teacher's list says so
  await teacher.waitFor('his parts', async () => {
    return ((await teacher.see('lots').textContent()) ?? '').split('Cid').length === 6;
  });
  await cid.see('people-open').click();
  await cid.see('give-back-nose').waitFor();
  await teacher.see('exhibit').waitFor();
  await inspectDialog(teacher, 'lots');
  await keepScreenshot(teacher.page, 'classroom-lots');
});
