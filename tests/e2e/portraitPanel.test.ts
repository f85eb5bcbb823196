import { beforeEach, expect, test } from 'vitest';
import { faceDrawing } from '../support/faceDrawing.ts';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { openStage } from './support/stage.ts';

const stage = openStage();
let ann: Person;

beforeEach(async () => {
  ann = await stage.arrive('Ann');
  await ann.openRoom(stage.server);
  for (const stroke of faceDrawing(7)) await ann.draw(stroke.places);
});

const clipOf = (person: Person) =>
  person.see('portrait-wipe').evaluate((input) => {
    const left = input.previousElementSibling;
    return left ? getComputedStyle(left).clipPath : '';
  });

test('B1 the drawing is wiped over the portrait by dragging and by keys, then the portrait before it', async () => {
  const first = await ann.finalPortrait();
  await ann.see('portrait-compare').click();
  await ann.see('wipe-sketch').waitFor();
  const box = await ann.see('portrait-wipe').boundingBox();
  if (!box) throw new Error('the slider is not on the screen');
  await ann.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await ann.page.mouse.down();
  await ann.page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 4 });
  await ann.page.mouse.up();
  expect(Number(await ann.see('portrait-wipe').inputValue())).toBeGreaterThan(70);
  expect(await clipOf(ann)).toMatch(/inset\(0px (calc\(100% - )?[12]?\d/);
  await keepScreenshot(ann.page, 'wipe-sketch');
  await ann.see('portrait-wipe').focus();
  await ann.page.keyboard.press('Home');
  expect(await ann.see('portrait-wipe').inputValue()).toBe('0');

  await ann.see('appearance-skin').fill('-200');
  const second = await ann.finalPortrait({ after: first.version });
  await ann.see('wipe-against-before').click();
  await ann.see('wipe-before').waitFor();
  const before = Number(await ann.see('wipe-before').getAttribute('data-version'));
  expect(before).toBeGreaterThanOrEqual(first.version);
  expect(before).toBeLessThan(second.version);
  await ann.see('portrait-wipe').fill('50');
  await keepScreenshot(ann.page, 'wipe-before');
  await ann.see('portrait-compare').click();
  expect(await ann.see('portrait-wipe').count()).toBe(0);
});

test('B2 each person lays the portrait over the sketch as strongly as they like, and moves it with the view', async () => {
  await ann.finalPortrait();
  const ben = await stage.arrive('Ben');
  await ben.join(await ann.linkFor('viewer'));
  await ben.finalPortrait();
  await ann.see('portrait-overlay-opacity').fill('60');
  const overlay = ann.see('portrait-overlay');
  expect(await overlay.evaluate((image) => getComputedStyle(image).opacity)).toBe('0.6');
  const sheet = await ann.see('canvas').boundingBox();
  expect(await overlay.boundingBox()).toEqual(sheet);
  await ann.page.keyboard.press('+');
  await ann.waitFor('a larger portrait', async () => {
    const box = await overlay.boundingBox();
    return box !== null && sheet !== null && box.width > sheet.width * 1.1;
  });
  await keepScreenshot(ann.page, 'portrait-overlay');
  expect(await ben.see('portrait-overlay').count()).toBe(0);
  // drawing goes on through it
  const strokes = await ann.strokeCount();
  await ann.draw([
    { x: 200, y: 480 },
    { x: 300, y: 490 },
  ]);
  await ann.strokes(strokes + 1);
});

test('B3 the part that a slider changes lights up on the sheet while it is touched or has the focus', async () => {
  const lit = async () =>
    (await ann.see('part-light').count()) ? ann.see('part-light').getAttribute('data-parts') : '';
  await ann.see('refine-nose').hover();
  await ann.waitFor('the nose lit', async () => (await lit()) === 'nose');
  await keepScreenshot(ann.page, 'part-light');
  await ann.see('canvas').hover();
  await ann.waitFor('nothing lit', async () => (await lit()) === '');
  await ann.see('refine-leftEye').focus();
  await ann.page.keyboard.press('Tab');
  await ann.waitFor('the right eye lit', async () => (await lit()) === 'rightEye');
  await ann.page.keyboard.press('Shift+Tab');
  await ann.page.keyboard.press('Shift+Tab');
  await ann.waitFor('all lit', async () => (await lit())?.split(' ').length === 5);
  await ann.see('undo').focus();
  await ann.waitFor('nothing lit', async () => (await lit()) === '');
});

test('B4 the room takes the looks of a portrait that was kept with a version', async () => {
  const first = await ann.finalPortrait();
  await ann.see('version-keep').click();
  await ann.see('version-name').fill('As it was');
  await ann.see('version-keep-confirm').click();
  await ann.see('version-name').waitFor({ state: 'detached' });
  await ann.see('appearance-skin').fill('-200');
  await ann.finalPortrait({ after: first.version });
  await ann.see('reference-older').click();
  await ann.see('older-portrait').first().waitFor();
  await keepScreenshot(ann.page, 'older-portraits');
  await ann.see('older-portrait').first().focus();
  await ann.page.keyboard.press('Enter');
  await ann.waitFor(
    'the looks',
    async () => {
      const problem = ann.see('reference-problem');
      if (await problem.count()) throw new Error(`refused: ${await problem.textContent()}`);
      return ann.see('appearance-reference').isVisible();
    },
    60_000,
  );
  expect(await ann.see('appearance-reference').getAttribute('data-source')).toBe('portrait');
  expect(await ann.see('older-portrait').count()).toBe(0);
}, 150_000);

test('B5 the portrait is saved from where it stands', async () => {
  await ann.finalPortrait();
  const [download] = await Promise.all([
    ann.page.waitForEvent('download'),
    ann.see('portrait-download').click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^limn-portrait-\d+\.webp$/);
});
