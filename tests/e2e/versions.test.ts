import { expect, test } from 'vitest';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { openStage } from './support/stage.ts';

const line = (y: number) => [
  { x: 140, y },
  { x: 260, y: y + 12 },
  { x: 380, y },
];

const stage = openStage();
const { arrive } = stage;

async function keep(person: Person, name: string): Promise<void> {
  await person.see('version-keep').click();
  await person.see('version-name').fill(name);
  await person.see('version-keep-confirm').click();
  await person.see('version-name').waitFor({ state: 'detached' });
}

async function openTimeLine(person: Person): Promise<void> {
  const toggle = person.see('time-line');
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
}

/** The newest version kept for a reason; on a busy machine one may have been kept by itself meanwhile. */
const version = (person: Person, reason: 'wish' | 'restore') =>
  person.page.locator(`[data-testid="version"][data-reason="${reason}"]`).last();

test('V4 a state is kept under a name; everyone sees it on the time line with its portrait', async () => {
  const [ann, vic] = [await arrive('Ann'), await arrive('Vic')];
  await ann.openRoom(stage.server);
  await ann.draw(line(120));
  await ann.finalPortrait();
  await vic.join(await ann.linkFor('viewer'));
  await openTimeLine(vic);
  await keep(ann, 'One line');
  await version(vic, 'wish').waitFor();
  expect(await version(vic, 'wish').textContent()).toMatch(/One line.*Ann/);
  await version(vic, 'wish').getByTestId('version-portrait').waitFor();
  expect(await vic.see('version-keep').count()).toBe(0);
  await keepScreenshot(vic.page, 'time-line');

  // a viewer may look and compare, and finds no way to change anything
  await version(vic, 'wish').click();
  await vic.see('compare-0-portrait').waitFor();
  expect(await vic.see('version-restore').count()).toBe(0);
});

test('V3 V4 by keyboard alone: keep, choose on the time line, look, restore', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  await ann.draw(line(120));
  await ann.stateOf('saved-state', 'saved');
  const press = (...keys: string[]) =>
    keys.reduce((done, key) => done.then(() => ann.page.keyboard.press(key)), Promise.resolve());

  await ann.see('version-keep').focus();
  await press('Enter');
  await ann.see('version-name').waitFor();
  await ann.page.keyboard.type('One line');
  await press('Enter');
  await ann.see('version-name').waitFor({ state: 'detached' });
  // letters typed into the name were no shortcuts
  expect(await ann.isChosen('tool-pen')).toBe(true);

  await ann.draw(line(220));
  await ann.draw(line(320));
  await ann.strokes(3);
  await ann.stateOf('saved-state', 'saved');
  await ann.see('time-line').focus();
  if ((await ann.see('time-line').getAttribute('aria-expanded')) === 'false') await press('Enter');
  await version(ann, 'wish').focus();
  await press('Home', 'End', 'Enter');
  await ann.see('compare-0-sketch').waitFor();
  await ann.waitFor('both sketches', async () => {
    const [left, right] = await Promise.all(
      ['compare-0-sketch', 'compare-1-sketch'].map((id) => ann.see(id).getAttribute('data-strokes')),
    );
    return left === '1' && right === '3';
  });
  await ann.see('compare-over').focus();
  await press('Space');
  await ann.see('compare-share').focus();
  await press('ArrowRight', 'ArrowRight');
  expect(await ann.see('compare-share').inputValue()).toBe('52');

  await ann.see('version-restore').focus();
  await press('Enter');
  await ann.strokes(1);
  await version(ann, 'restore').waitFor();
  // the first is not lost either: what was there comes back
  await version(ann, 'restore').click();
  await ann.see('version-restore').click();
  await ann.strokes(3);
});

test('V2 a cleared sheet comes back from the time line', async () => {
  const ann = await arrive('Ann');
  await ann.openRoom(stage.server);
  for (const y of [100, 200, 300]) await ann.draw(line(y));
  await ann.strokes(3);
  await ann.stateOf('saved-state', 'saved');
  await ann.see('clear').click();
  await ann.see('clear-confirm').click();
  await ann.strokes(0);
  await openTimeLine(ann);
  await ann.see('version').last().click();
  await ann.see('version-restore').click();
  await ann.strokes(3);
});

test.each([
  ['light', 'en'],
  ['dark', 'de'],
] as const)('the time line and a comparison fit a phone of 360 px (%s, %s)', async (colorScheme, locale) => {
  const eve = await arrive('Eve', {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    colorScheme,
    locale,
  });
  await eve.openRoom(stage.server);
  await eve.drawWithFinger(line(150));
  await eve.strokes(1);
  await eve.finalPortrait();
  await keep(eve, 'A name that is rather long for a phone');
  await openTimeLine(eve);
  await version(eve, 'wish').scrollIntoViewIfNeeded();
  await keepScreenshot(eve.page, `time-line-phone-${colorScheme}`);
  expect(await eve.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await version(eve, 'wish').click();
  await eve.see('compare-0-portrait').waitFor();
  await keepScreenshot(eve.page, `compare-phone-${colorScheme}`);
  const overflow = await eve.page.evaluate(() => {
    const sheet = document.querySelector('dialog[open]');
    return sheet ? sheet.scrollWidth - sheet.clientWidth : null;
  });
  expect(overflow).toBe(0);
});

test.each([
  ['desktop', 'light', { width: 1280, height: 800 }],
  ['tall', 'dark', { width: 1440, height: 1000 }],
  ['tablet', 'dark', { width: 820, height: 1180 }],
] as const)(
  'the time line leaves sheet and portrait their place (%s, %s)',
  async (screen, colorScheme, viewport) => {
    const ann = await arrive('Ann', { viewport, colorScheme });
    await ann.openRoom(stage.server);
    for (const y of [100, 200, 300]) await ann.draw(line(y));
    await ann.finalPortrait();
    await keep(ann, 'Three lines');
    await ann.draw(line(400));
    await ann.finalPortrait();
    await openTimeLine(ann);
    await version(ann, 'wish').getByTestId('version-portrait').waitFor();
    await keepScreenshot(ann.page, `time-line-${screen}-${colorScheme}`);
    const [sheet, bar] = await Promise.all([
      ann.see('canvas').boundingBox(),
      ann.see('time-line').boundingBox(),
    ]);
    expect(sheet && bar && sheet.y + sheet.height <= bar.y + 1).toBe(true);
    expect(sheet?.width).toBeGreaterThan(400);
    await ann.see('version-compare').click();
    await ann.see('compare-0-portrait').waitFor();
    await keepScreenshot(ann.page, `compare-${screen}-${colorScheme}`);
  },
);
