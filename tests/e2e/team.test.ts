import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LimnServer } from '../support/limnServer.ts';
import { launchBrowser } from './support/browser.ts';
import { inspectColours, inspectDialog } from './support/inspect.ts';
import { Person } from './support/person.ts';
import { keepPhoneScreenshot, keepScreenshot } from './support/screenshots.ts';

let browser: Browser;
let server: LimnServer;
const people: Person[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), LimnServer.start()]);
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

const outline = Array.from({ length: 20 }, (_, i) => ({
  x: 256 + 125 * Math.cos((i / 19) * 2 * Math.PI),
  y: 266 + 170 * Math.sin((i / 19) * 2 * Math.PI),
}));
const line = (y: number) => [
  { x: 190, y },
  { x: 256, y: y + 9 },
  { x: 320, y },
];

/** A portrait as the gallery's page gets it. */
async function pictureBehind(gallery: string): Promise<Buffer> {
  const [, room = '', secret = ''] = /\/g\/([\w-]+)#v\.([\w-]+)$/.exec(gallery) ?? [];
  const api = `${server.origin}/api/rooms/${room}`;
  const asked = await fetch(`${api}/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret, name: 'Guest', colour: '#b91c1c' }),
  });
  const { token } = (await asked.json()) as { token: string };
  const portrait = await fetch(`${api}/family/${room}/portrait`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return Buffer.from(await portrait.arrayBuffer());
}

test('Q13 Q21 S11 S13 a team’s work: variants compared and chosen, a branch that goes its own way, a comment, the gallery for others', async () => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.openRoom(server, 'team');
  await ben.join(await ann.linkFor('editor'));
  await ann.draw(outline);
  await ben.draw(line(350));
  await Promise.all([ann.strokes(2), ben.strokes(2)]);
  const before = await ann.finalPortrait();
  // a grid of variants, two of them side by side, one taken
  await ann.see('variants-open').click();
  await ann.see('variants-fresh').click();
  await ben.waitFor('six variants', async () => (await ben.see('variant-picture').count()) >= 6, 60_000);
  await ann.waitFor('six variants', async () => (await ann.see('variant-picture').count()) >= 12, 60_000);
  await keepScreenshot(ann.page, 'team-variants');
  await ann.see('variant').nth(0).click();
  await ann.see('variant').nth(3).click();
  await ann.see('variants-compare').click();
  await ann.waitFor('A and B', async () => (await ann.see('variant').count()) === 2);
  await keepScreenshot(ann.page, 'team-ab');
  await inspectDialog(ann, 'variants-side-by-side');
  await ann.see('variant').nth(0).click();
  await ann.see('variants-use').click();
  await ann.page.keyboard.press('Escape');
  const chosen = await ben.finalPortrait({ after: before.version });
  expect(chosen.digest).not.toBe(before.digest);

  await ben.see('comments-open').click();
  await ben.see('comment-place').click();
  const sheet = await ben.see('comment-placing').boundingBox();
  if (!sheet) throw new Error('the sheet is not there');
  await ben.page.mouse.click(sheet.x + sheet.width / 2, sheet.y + sheet.height / 4);
  await ben.see('comment-words').fill('An older one too?');
  await ben.see('comment-send').click();
  await ben.page.keyboard.press('Escape');
  await ann.waitFor(
    'the comment',
    async () => (await ann.see('comments-open').getAttribute('data-unread')) === '1',
  );
  await ann.see('comment-pin').click();
  await ann.page.getByText('An older one too?').waitFor();
  await ann.page.keyboard.press('Escape');

  await ben.see('family-open').click();
  await ben.see('exhibit').waitFor();
  await inspectDialog(ben, 'branches');
  await ben.see('branch-name').fill('older');
  await ben.see('branch-make').click();
  await ben.see('branch-link').click();
  await ben.enter();
  await ben.strokes(2);
  await ben.draw(line(210));
  await ben.strokes(3);
  await ann.strokes(2);
  await ann.see('family-open').click();
  await ann.waitFor('the branch', async () => (await ann.see('exhibit').count()) === 2);
  await ann.waitFor('its portrait', async () => (await ann.see('exhibit-portrait').count()) === 2, 60_000);
  await keepScreenshot(ann.page, 'team-branches');
  await inspectDialog(ann, 'branches-drawn');
  expect(await keepPhoneScreenshot(ann.page, 'team-phone')).toBe(0);
  const gallery = (await ann.see('gallery-link').getAttribute('href')) ?? '';

  const guest = await arrive('Guest');
  await guest.page.goto(gallery);
  await guest.waitFor(
    'both drawings',
    async () => (await guest.see('exhibit-portrait').count()) === 2,
    60_000,
  );
  expect(await guest.see('canvas').count()).toBe(0);
  expect(await guest.page.getByRole('button', { name: /open|show|branch/i }).count()).toBe(0);
  await keepScreenshot(guest.page, 'team-gallery');
  await inspectColours(guest, 'the gallery to show');
  // what leaves is marked
  const { exif } = await sharp(await pictureBehind(gallery)).metadata();
  expect(exif?.toString('latin1')).toContain('Generated illustration, not a photograph');
  for (const person of people) expect(person.complaints).toEqual([]);
});
