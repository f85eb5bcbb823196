import { beforeEach, expect, test } from 'vitest';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { NO_PORTRAITS, openStage } from './support/stage.ts';

const line = (y: number) => [
  { x: 60, y },
  { x: 200, y: y + 8 },
  { x: 440, y },
];
/** across the left eye */
const EYE = [
  { x: 150, y: 200 },
  { x: 180, y: 215 },
  { x: 210, y: 205 },
];

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

async function problem(person: Person, code: string): Promise<void> {
  await person.see('problem').waitFor();
  expect(await person.see('problem').getAttribute('data-code')).toBe(code);
}

test('O3 a frozen room takes no stroke but the owner’s, and says so to everybody', async () => {
  await ann.see('people-open').click();
  await ann.see('freeze').click();
  await keepScreenshot(ann.page, 'people-owner');
  await closePanel(ann);
  await Promise.all([ann.stateOf('room-state', 'frozen'), ben.stateOf('room-state', 'frozen')]);
  await ben.draw(line(60));
  await ann.draw(line(90));
  await ben.strokes(1);
  await ann.see('people-open').click();
  await ann.see('freeze').click();
  await closePanel(ann);
  await ben.stateOf('room-state', 'open');
  await ben.draw(line(60));
  await Promise.all([ann.strokes(2), ben.strokes(2)]);
  expect([...ann.complaints, ...ben.complaints]).toEqual([]);
});

test('O4 who takes a part draws it alone; the others see whose it is, and are told when they try', async () => {
  await ben.see('people-open').click();
  await ben.see('take-leftEye').click();
  await closePanel(ben);
  await ann.waitFor('the part’s mark', async () => {
    return (await ann.see('held-parts').getAttribute('data-count')) === '1';
  });
  await ben.draw(EYE);
  await ann.strokes(1);
  const cid = await stage.arrive('Cid');
  await cid.join(await ann.linkFor('editor'));
  await cid.draw(EYE);
  await cid.page.getByText('Left eye:').waitFor();
  await cid.draw(line(60));
  await ann.strokes(2);
  await keepScreenshot(cid.page, 'part-held');
  await cid.leave();
  // the owner frees it
  await ann.see('people-open').click();
  await ann.see('free-leftEye').click();
  await closePanel(ann);
  await ben.waitFor('the mark gone', async () => {
    return (await ben.see('held-parts').getAttribute('data-count')) === '0';
  });
});

test('O1 who is taken out reads so and cannot come back, also under another name, until let in again', async () => {
  await ann.see('people-open').click();
  await ann.see('kick').click();
  await ann.see('kick-confirm').click();
  await problem(ben, 'kicked');
  await ben.page.getByRole('button', { name: 'Try again' }).click();
  await ben.see('name-input').fill('Benjamin');
  await ben.see('enter-room').click();
  await problem(ben, 'kicked');
  await keepScreenshot(ben.page, 'problem-kicked');
  await ann.see('readmit').click();
  await ann.see('readmit').waitFor({ state: 'detached' });
  await ben.page.getByRole('button', { name: 'Try again' }).click();
  await ben.see('enter-room').click();
  await ben.connection('connected');
});

test('O2 R9 a session ends for all but the owner; withdrawn links leave the owner inside, with new ones', async () => {
  await ann.draw(line(60));
  await ben.strokes(1);
  const old = await ann.linkFor('editor');
  await ann.see('people-open').click();
  await ann.see('end-session').click();
  await ann.see('end-session-confirm').click();
  await problem(ben, 'ended');
  await ann.see('reopen').click();
  await ann.see('end-session').waitFor();
  await ben.page.getByRole('button', { name: 'Try again' }).click();
  await ben.see('enter-room').click();
  await ben.connection('connected');

  await ann.see('renew-links').click();
  await ann.see('renew-links-confirm').click();
  await problem(ben, 'withdrawn');
  // the new links are shown at once
  await ann.see('share-editor-link').waitFor();
  await closePanel(ann);
  await ann.connection('connected');
  const fresh = await ann.linkFor('editor');
  expect(fresh).not.toBe(old);
  await ann.draw(line(90));
  await ben.page.goto('about:blank');
  await ben.join(fresh);
  await ben.strokes(2);
  await ann.page.reload();
  await ann.see('enter-room').click();
  await ann.connection('connected');
});

test('D9 an owner deletes the room after typing the word, by keyboard alone', async () => {
  await ann.see('people-open').focus();
  await ann.page.keyboard.press('Enter');
  await ann.see('delete-room').focus();
  await ann.page.keyboard.press('Enter');
  expect(await ann.see('delete-room-confirm').isDisabled()).toBe(true);
  await ann.see('delete-room-word').focus();
  await ann.page.keyboard.type('delete');
  await ann.page.keyboard.press('Enter');
  await Promise.all([problem(ann, 'not-found'), problem(ben, 'not-found')]);
});

test('O6 an owner takes back one person’s strokes and moves after seeing how many, and one undo brings them back', async () => {
  await ben.draw(line(60));
  await ben.draw(line(90));
  await ann.draw(line(120));
  await Promise.all([ann.strokes(3), ben.strokes(3)]);
  const [drawn, moved] = [
    { x: 200, y: 128 },
    { x: 200, y: 188 },
  ] as const;
  await ben.page.keyboard.press('v');
  await ben.draw([drawn, moved]);
  await ann.inkAt(moved);
  await ann.see('people-open').click();
  await ann.page.getByRole('button', { name: 'Take back strokes of Ben' }).click();
  expect(await ann.see('roll-back-count').getAttribute('data-count')).toBe('2');
  expect(await ann.see('roll-back-count').textContent()).toContain('1 stroke that this person moved');
  await ann.see('roll-back-confirm').click();
  await Promise.all([ann.strokes(1), ben.strokes(1), ann.inkAt(drawn), ben.inkAt(drawn)]);
  await closePanel(ann);
  await ann.see('undo').click();
  await Promise.all([ann.strokes(3), ben.strokes(3), ann.inkAt(moved)]);
});
