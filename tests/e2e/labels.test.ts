import { expect, test } from 'vitest';
import { seriousFindings } from './support/axe.ts';
import type { Person } from './support/person.ts';
import { keepPhoneScreenshot, keepScreenshot } from './support/screenshots.ts';
import { NO_PORTRAITS, openStage } from './support/stage.ts';

const stage = openStage(NO_PORTRAITS);

const lineAt = (y: number) => Array.from({ length: 21 }, (_, i) => ({ x: 150 + i * 10, y }));
const HAIR = { x: 250, y: 60 };
const MOUTH = { x: 250, y: 376 };

const labelOf = (person: Person, where: 'hover-label' | 'selection-label', label: string) =>
  person.waitFor(
    `${where} ${label}`,
    async () => (await person.see(where).getAttribute('data-label')) === label,
  );
const noInkAt = (person: Person, place: { x: number; y: number }) =>
  person.waitFor(`no ink at ${place.y}`, async () => (await person.inkAround(place)) === 0);
const listed = (person: Person, part: string, count: number) =>
  person.waitFor(
    `${count} strokes of ${part}`,
    async () => (await person.see(`parts-${part}`).getAttribute('data-count')) === `${count}`,
  );
const focused = (person: Person, id: string) =>
  person.waitFor(`focus on ${id}`, () =>
    person.see(id).evaluate((element) => element === document.activeElement),
  );

/** How much redder than blue the ink at a place of the sheet is, 0…255: black ink hardly is. */
const rednessAt = (person: Person, { x, y }: { x: number; y: number }) =>
  person.page.locator('canvas.finished').evaluate(
    (canvas: HTMLCanvasElement, at) => {
      const scale = canvas.width / 512;
      const [left, top] = [Math.round(at.x * scale), Math.round((at.y - 4) * scale)];
      const { data } = canvas.getContext('2d')?.getImageData(left, top, 1, Math.round(8 * scale)) ?? {
        data: [],
      };
      let redness = 0;
      for (let i = 0; i < data.length; i += 4)
        if ((data[i + 3] ?? 0) > 200) redness = Math.max(redness, (data[i] ?? 0) - (data[i + 2] ?? 0));
      return redness;
    },
    { x, y },
  );

test('T3 T6 T7 T8 T9 S11 S13 people say by keys and by pointer what strokes draw, see it where they point, and select, hide, colour, erase and replay by part', async () => {
  const ann = await stage.arrive('Ann');
  await ann.openRoom(stage.server);
  const ben = await stage.arrive('Ben');
  await ben.join(await ann.linkFor('editor'));
  await ann.draw(lineAt(HAIR.y));
  await ann.draw(lineAt(MOUTH.y));
  await ben.strokes(2);

  // where there is nothing to name the key says what to do first
  const hint = ann.page.getByRole('status').filter({ hasText: 'press L' });
  await ann.page.keyboard.press('l');
  await hint.waitFor();

  // by keys: select what one drew, open the list, a letter, Enter
  await ann.page.keyboard.press('v');
  await ann.draw([HAIR]);
  await labelOf(ann, 'selection-label', '');
  await ann.page.keyboard.press('l');
  await focused(ann, 'label-hair');
  await hint.waitFor({ state: 'detached' });
  await ann.page.keyboard.press('h');
  await focused(ann, 'label-hat');
  await keepScreenshot(ann.page, 'labels-menu');
  expect(await seriousFindings(ann.page)).toEqual([]);
  await ann.page.keyboard.press('Enter');
  await labelOf(ann, 'selection-label', 'hat');

  // the other one sees it where the pointer rests, and says better
  await ben.pointAt(HAIR);
  await labelOf(ben, 'hover-label', 'hat');
  await keepScreenshot(ben.page, 'labels-hover');
  await ben.page.keyboard.press('l');
  await focused(ben, 'label-hat');
  await ben.see('label-hair').click();
  await labelOf(ann, 'selection-label', 'hair');
  await ann.see('selection-label').click();
  expect(await ann.see('label-recognised').isVisible()).toBe(true);
  await ann.page.keyboard.press('Escape');
  await focused(ann, 'selection-label');

  await ben.page.keyboard.press('Control+z');
  await labelOf(ann, 'selection-label', 'hat');
  await ben.page.keyboard.press('Control+Shift+z');
  await labelOf(ann, 'selection-label', 'hair');

  // a part at a time
  await ann.see('parts').click();
  await listed(ann, 'hair', 1);
  await listed(ann, 'unnamed', 1);
  await ann.see('parts-colour-hair').click();
  await keepScreenshot(ann.page, 'labels-parts');
  expect(await seriousFindings(ann.page)).toEqual([]);
  expect(await keepPhoneScreenshot(ann.page, 'labels-parts-phone')).toBeLessThanOrEqual(0);
  await ann.page.emulateMedia({ colorScheme: 'dark' });
  expect(await seriousFindings(ann.page)).toEqual([]);
  await ann.page.emulateMedia({ colorScheme: 'light' });
  // all of the sheet was drawn anew in another size
  for (const [person, coloured] of [
    [ann, true],
    [ben, false],
  ] as const)
    await person.waitFor('ink of its colour', async () => (await rednessAt(person, HAIR)) > 60 === coloured);
  await ann.see('parts-hide-hair').click();
  await ann.page.keyboard.press('Escape');
  await noInkAt(ann, HAIR);
  await ben.inkAt(HAIR);
  // what one does not see one does not select
  await ann.page.keyboard.press('Control+a');
  await ann.see('canvas').focus();
  await ann.page.keyboard.press('Control+a');
  await ann.waitFor(
    'one selected',
    async () => (await ann.see('selection').getAttribute('data-count')) === '1',
  );
  await labelOf(ann, 'selection-label', '');

  await ann.see('parts').click();
  await ann.see('parts-hide-hair').click();
  await ann.see('parts-select-hair').click();
  await labelOf(ann, 'selection-label', 'hair');
  await ann.see('parts').click();
  await ann.see('parts-erase-hair').click();
  expect(await ben.strokeCount()).toBe(2);
  await ann.see('parts-erase-confirm').click();
  await ben.strokes(1);
  await noInkAt(ben, HAIR);
  await ann.page.keyboard.press('Escape');
  await ann.page.keyboard.press('Control+z');
  await ben.strokes(2);
  await ben.inkAt(HAIR);

  // what was drawn stands in the time line, and one part can be replayed
  await ann.see('version-keep').click();
  await ann.see('version-name').fill('Hair');
  await ann.see('version-keep-confirm').click();
  if (!(await ben.see('version').first().isVisible())) await ben.see('time-line').click();
  await ben.waitFor('what was drawn', async () =>
    /^Hair$/.test((await ben.see('version-drawn').first().textContent())?.trim() ?? ''),
  );
  await keepScreenshot(ben.page, 'labels-time-line');
  await ben.see('replay').click();
  await ben.see('replay-part').selectOption('hair');
  const authors = ben.page.getByRole('list', { name: 'Who drew' });
  await ben.waitFor('one stroke', async () =>
    /Ann\s+1 stroke$/.test((await authors.textContent())?.trim() ?? ''),
  );
  await keepScreenshot(ben.page, 'labels-replay');
});
