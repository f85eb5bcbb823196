import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { verifyCase } from '../../server/cases/verifyCase.ts';
import { pack, unpack } from '../support/caseBundle.ts';
import { LimnServer } from '../support/limnServer.ts';
import { launchBrowser } from './support/browser.ts';
import { inspectColours, inspectDialog } from './support/inspect.ts';
import { Person } from './support/person.ts';
import { keepPhoneScreenshot, keepScreenshot } from './support/screenshots.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let browser: Browser;
let server: LimnServer;
const people: Person[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), LimnServer.start()]);
});
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.leave()));
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

async function arrive(name: string): Promise<Person> {
  const person = await Person.arrive(browser, name);
  people.push(person);
  return person;
}

/** The operator opens a session; the witness comes by the link to draw. */
async function session(name = 'Wim') {
  const [operator, witness] = [await arrive('Olga'), await arrive(name)];
  await operator.openRoom(server, 'witness');
  await witness.join(await operator.linkFor('editor'));
  return { operator, witness };
}

const outline = Array.from({ length: 24 }, (_, i) => ({
  x: 256 + 130 * Math.cos((i / 23) * 2 * Math.PI),
  y: 266 + 170 * Math.sin((i / 23) * 2 * Math.PI),
}));
const eye = (x: number) => [
  { x: x - 25, y: 235 },
  { x, y: 224 },
  { x: x + 25, y: 236 },
];
const mouth = [
  { x: 205, y: 355 },
  { x: 256, y: 366 },
  { x: 305, y: 354 },
];

async function drawFace(person: Person): Promise<void> {
  for (const stroke of [outline, eye(200), eye(312), mouth]) await person.draw(stroke);
}

/** Closes the session and takes its bundle. */
async function closed(operator: Person): Promise<string> {
  await operator.see('close-session').click();
  await operator.see('close-confirm').click();
  await operator.stateOf('session-state', 'closed');
  const downloading = operator.page.waitForEvent('download');
  await operator.see('take-case').click();
  return (await downloading).path();
}

test('Q13 Q10 Q12 S11 S13 candidates side by side: chosen, varied, combined, compared; then two closed sessions become one portrait', async () => {
  const first = await session('Wanda');
  await drawFace(first.witness);
  await first.operator.strokes(4);
  await first.operator.see('session-open').click();
  const other = await closed(first.operator);

  const { operator, witness } = await session();
  await drawFace(witness);
  await operator.strokes(4);
  const before = await operator.finalPortrait();
  await operator.see('variants-open').click();
  await operator.see('variants-fresh').click();
  const drawn = (person: Person, count: number) =>
    person.waitFor(`${count} candidates`, async () => (await person.see('variant-picture').count()) >= count);
  await drawn(operator, 6);
  // the witness has them in the strip
  await drawn(witness, 6);
  await keepScreenshot(witness.page, 'witness-candidates-strip');
  await inspectColours(witness, 'a witness’s room with candidates');
  await operator.see('variant').nth(1).click();
  await operator.see('variant').nth(4).click();
  await keepScreenshot(operator.page, 'witness-candidates');
  expect(await keepPhoneScreenshot(operator.page, 'witness-candidates-phone')).toBe(0);
  await inspectDialog(operator, 'candidates');
  await operator.see('variants-compare').click();
  await operator.waitFor('two of them', async () => (await operator.see('variant').count()) === 2);
  await keepScreenshot(operator.page, 'witness-compare');
  await operator.see('variants-combine').click();
  await operator.waitFor('their mean', async () => (await operator.see('variant').count()) === 1);
  await operator.waitFor(
    'its picture',
    async () => (await operator.see('variant').first().getAttribute('data-state')) === 'drawn',
  );
  await operator.see('variant').first().click();
  await operator.see('variants-use').click();
  await operator.page.keyboard.press('Escape');
  const after = await operator.finalPortrait({ after: before.version });
  expect(after.digest).not.toBe(before.digest);

  await operator.see('session-open').click();
  const own = await closed(operator);
  await operator.see('combine-files').setInputFiles(own);
  await operator.waitFor('a refusal', async () =>
    (await operator.see('combine-problem').textContent())?.includes('already'),
  );
  await operator.see('combine-files').setInputFiles(other);
  await operator.see('combined').waitFor();
  await inspectDialog(operator, 'session-combined');
  await keepScreenshot(operator.page, 'witness-combined');
  for (const person of people) expect(person.complaints).toEqual([]);
});

test('Q3 Q6 Q7 Q8 S11 S13 a witness session from start to the checked bundle: no guide, its own panel, log, closing, review', async () => {
  const { operator, witness } = await session();
  await drawFace(witness);
  await operator.strokes(4);
  await operator.finalPortrait();
  // no guide, and only the operator has the button
  expect(await operator.shadowIsShown()).toBe(false);
  expect(await witness.see('guide-on').count()).toBe(0);
  await witness.see('witness-panel').waitFor();
  await keepScreenshot(witness.page, 'witness');
  await operator.see('guide-on').click();
  await keepScreenshot(operator.page, 'witness-guide-question');
  await inspectDialog(operator, 'guide');
  await operator.see('guide-confirm').click();
  await operator.see('shadow-switch').click();
  await operator.see('guide-on').waitFor();
  // the page leads nowhere else, and the browser keeps no copy
  expect(await witness.page.locator('a[href="/"]').count()).toBe(0);
  const copies = await witness.page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name),
  );
  expect(copies).toEqual([]);

  await operator.see('session-open').click();
  const key = await operator.waitFor('the key', async () => {
    const shown = (await operator.see('case-key').textContent())?.trim() ?? '';
    return shown.length === 43 && shown;
  });
  await keepScreenshot(operator.page, 'witness-session');
  await inspectDialog(operator, 'session');
  await operator.see('close-session').click();
  await operator.see('close-confirm').waitFor();
  await inspectDialog(operator, 'close-session');
  await operator.page.getByRole('button', { name: 'Cancel' }).click();
  const path = await closed(operator);
  const bundle = await readFile(path);
  const { entries } = await verifyCase(bundle, key);
  expect(entries.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['opened', 'joined', 'drew', 'guide', 'shown', 'closed', 'exported']),
  );
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'server/cases/verifyCommand.ts', path, '--key', key],
    { cwd: ROOT },
  );
  expect(stdout).toContain('Everything fits');
  await operator.page.keyboard.press('Escape');
  // nobody draws any more
  await witness.page.getByText('The session is closed').first().waitFor();
  expect(await witness.see('undo').count()).toBe(0);

  const reader = await arrive('Rita');
  await reader.page.goto(`${server.origin}/case`);
  await reader
    .see('case-file')
    .setInputFiles({ name: 'case.zip', mimeType: 'application/zip', buffer: bundle });
  await reader.see('verdict').waitFor();
  expect(await reader.see('verdict').getAttribute('data-fits')).toBe('true');
  await keepScreenshot(reader.page, 'case-review');
  await inspectColours(reader, 'a case that fits');
  // one byte of one file is another
  const tampered = await unpack(bundle);
  const drawing = tampered.get('drawing.json') as Buffer;
  drawing[drawing.byteLength - 3] = (drawing[drawing.byteLength - 3] as number) ^ 1;
  const buffer = await pack(tampered);
  await reader.see('case-file').setInputFiles({ name: 'case.zip', mimeType: 'application/zip', buffer });
  await reader.see('fault').waitFor();
  expect(await reader.see('fault').textContent()).toBe(
    'drawing.json was changed: it is not the file that the manifest names.',
  );
  await inspectColours(reader, 'a case that was changed');
  for (const person of people) expect(person.complaints).toEqual([]);
});
