import { beforeEach, expect, test } from 'vitest';
import { en } from '../../client/text/en.ts';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { NO_PORTRAITS, openStage } from './support/stage.ts';

const stage = openStage(NO_PORTRAITS);
let ann: Person;
let ben: Person;

beforeEach(async () => {
  ann = await stage.arrive('Ann');
  ben = await stage.arrive('Ben');
  await ann.openRoom(stage.server);
  await ben.join(await ann.linkFor('editor'));
});

const closePanel = (person: Person) => person.page.keyboard.press('Escape');
const attribute = (person: Person, id: string, name: string, value: string) =>
  person.waitFor(`${id} with ${name} ${value}`, async () => {
    return (await person.see(id).first().getAttribute(name)) === value;
  });
/** a person's entry in the list of the bar */
const entryOf = (person: Person, name: string) => person.see('person').filter({ hasText: name });

test('U3 a raised hand is seen by all, first in the owner’s list, and lowered by the owner', async () => {
  await ben.see('people-open').click();
  await ben.see('raise-hand').click();
  await closePanel(ben);
  await ann.waitFor('Ben’s hand', async () => {
    return (await entryOf(ann, 'Ben').getAttribute('data-hand')) === 'true';
  });
  await ann.see('people-open').click();
  expect(await ann.see('person-row').first().textContent()).toContain('Ben');
  await ann.see('lower-hand').click();
  await ben.waitFor('the hand down', async () => {
    return (await entryOf(ben, 'Ben').getAttribute('data-hand')) === 'false';
  });
  await ann.see('lower-hand').waitFor({ state: 'detached' });
});

test('U2 a laser’s trail is seen by the other and fades; nothing is drawn', async () => {
  await ann.see('people-open').click();
  await ann.see('laser').click();
  await closePanel(ann);
  await ann.see('pointing').waitFor();
  // Points until Ben saw it: a trail lasts a second.
  let x = 100;
  await ben.waitFor('the trail', async () => {
    x = x < 400 ? x + 20 : 100;
    await ann.pointAt({ x, y: 200 });
    return (await ben.see('lasers').getAttribute('data-count')) === '1';
  });
  await attribute(ben, 'lasers', 'data-count', '0');
  await ann.draw([
    { x: 100, y: 100 },
    { x: 200, y: 100 },
  ]);
  await ann.see('stop-pointing').click();
  await ann.draw([
    { x: 100, y: 150 },
    { x: 200, y: 150 },
  ]);
  await Promise.all([ann.strokes(1), ben.strokes(1)]);
});

test('U4 pointers are hidden by oneself or, for everybody, by the owner', async () => {
  const moved = async (person: Person, seen: boolean) => {
    let x = 100;
    await person.waitFor(`a pointer ${seen}`, async () => {
      x = x < 400 ? x + 20 : 100;
      await ann.pointAt({ x, y: 200 });
      return (await person.see('cursor').count()) === (seen ? 1 : 0);
    });
  };
  await moved(ben, true);
  await ben.see('people-open').click();
  await ben.see('show-cursors').click();
  await closePanel(ben);
  await moved(ben, false);
  await ben.see('people-open').click();
  await ben.see('show-cursors').click();
  await closePanel(ben);
  await moved(ben, true);
  await ann.see('people-open').click();
  await ann.see('hide-cursors').click();
  await closePanel(ann);
  await moved(ben, false);
});

test('U1 U5 one follows by choice, and is led by the spotlight until one turns away', async () => {
  await ben.see('people-open').click();
  await ben.see('follow').click();
  await closePanel(ben);
  await ben.see('following').waitFor();
  const shownTo = async (person: Person) => (await person.see('zoom-whole').textContent())?.trim();
  await ann.see('zoom-in').click();
  const near = await shownTo(ann);
  expect(near).not.toBe('100 %');
  await ben.waitFor('Ann’s view', async () => (await shownTo(ben)) === near);
  await ben.see('stop-following').click();
  await ben.see('following').waitFor({ state: 'detached' });
  await ben.waitFor('the own view', async () => (await shownTo(ben)) === '100 %');
  await ann.see('people-open').click();
  await ann.see('spotlight').first().click();
  await ben.page.getByText('Ann shows you something').waitFor();
  await ben.waitFor('Ann’s view', async () => (await shownTo(ben)) === near);
  await keepScreenshot(ben.page, 'spotlight');
  await ben.see('stop-following').click();
  await ben.see('following').waitFor({ state: 'detached' });
});

test('M1 M3 M5 a comment is pinned by click, read, answered and settled', async () => {
  await ann.see('comments-open').click();
  await ann.see('comment-place').click();
  const sheet = await ann.see('comment-placing').boundingBox();
  if (!sheet) throw new Error('the sheet is not there');
  await ann.page.mouse.click(sheet.x + sheet.width / 2, sheet.y + sheet.height / 4);
  await ann.see('comment-words').fill('The brow is too low.');
  await ann.see('comment-send').click();
  await closePanel(ann);
  await attribute(ben, 'comments-open', 'data-unread', '1');
  const pin = await ben.see('comment-pin').boundingBox();
  const canvas = await ben.see('canvas').boundingBox();
  expect(pin?.x).toBeCloseTo((canvas?.x ?? 0) + (canvas?.width ?? 0) / 2, -0.5);
  await ben.see('comment-pin').click();
  await attribute(ben, 'comments-open', 'data-unread', '0');
  await ben.see('comment-words').fill('I see.');
  await ben.see('comment-send').click();
  await keepScreenshot(ben.page, 'comments');
  // neither settles nor deletes what is not his
  expect(await ben.see('comment-settle').count()).toBe(0);
  expect(await ben.see('comment-remove').count()).toBe(1);
  await closePanel(ben);
  await attribute(ann, 'comment-pin', 'data-unread', '1');
  await ann.see('comment-pin').click();
  await ann.waitFor('two messages', async () => (await ann.see('comment-message').count()) === 2);
  await ann.see('comment-settle').click();
  await ben.see('comment-pin').waitFor({ state: 'detached' });
});

test('M1 a comment is written, found and answered by keyboard alone', async () => {
  await ben.see('comments-open').focus();
  await ben.page.keyboard.press('Enter');
  await ben.see('comment-part').focus();
  await ben.page.keyboard.press('n');
  expect(await ben.see('comment-part').inputValue()).toBe('nose');
  await ben.page.keyboard.press('Tab');
  await ben.page.keyboard.type('Longer.');
  await ben.page.keyboard.press('Tab');
  await ben.page.keyboard.press('Enter');
  await ann.see('comment-pin').waitFor();
  await ann.see('comment-pin').focus();
  await ann.page.keyboard.press('Enter');
  await ann.page.getByText('Longer.').waitFor();
});

test('S14 that portraits wait is told to screen readers', async () => {
  const said = ann.page.getByRole('region', { name: en.portrait.title }).getByRole('status');
  expect(await said.textContent()).toBe('');
  await ann.draw([
    { x: 100, y: 100 },
    { x: 200, y: 110 },
  ]);
  await ann.waitFor('the words', async () => (await said.textContent()) === en.portrait.noWorker);
});
