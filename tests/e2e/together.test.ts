import { beforeEach, describe, expect, test } from 'vitest';
import { faceDrawing } from '../support/faceDrawing.ts';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { openStage } from './support/stage.ts';

const LINE_OF_ANN = [
  { x: 120, y: 120 },
  { x: 200, y: 130 },
  { x: 280, y: 140 },
];
const LINE_OF_BEN = [
  { x: 150, y: 420 },
  { x: 250, y: 430 },
  { x: 350, y: 420 },
];

describe('two people in one room', () => {
  const stage = openStage();
  let ann: Person;
  let ben: Person;

  beforeEach(async () => {
    ann = await stage.arrive('Ann');
    ben = await stage.arrive('Ben');
    await ann.openRoom(stage.server);
    await ben.join(await ann.linkFor('editor'));
  });

  test('P1 each sees the other in the list of people', async () => {
    for (const person of [ann, ben]) {
      await person.waitFor('two people', async () => (await person.see('person').count()) === 2);
      const list = await person.see('people-list').textContent();
      expect(list).toContain('Ann');
      expect(list).toContain('Ben');
    }
  });

  test('P2 P3 ink is seen by the other while the pen is still down, and stays when it is lifted', async () => {
    await ann.shadowOff();
    await ann.drawWithPenDown(LINE_OF_ANN);
    await ben.inkAt({ x: 160, y: 125 });
    expect(await ben.strokeCount()).toBe(0);

    await ann.page.mouse.up();
    await ben.strokes(1);
    await ben.inkAt({ x: 160, y: 125 });
  });

  test('P2 each sees the other’s cursor where the other points', async () => {
    await ann.pointAt({ x: 100, y: 400 });
    const cursor = await ben.waitFor('a cursor', () => ben.see('cursor').first().boundingBox());
    await ann.pointAt({ x: 400, y: 100 });
    await ben.waitFor('the cursor to move right and up', async () => {
      const now = await ben.see('cursor').first().boundingBox();
      return now && now.x > cursor.x + 50 && now.y < cursor.y - 50;
    });
  });

  test('F1 F2 C1 a face drawn by two is one portrait: equal pixels of the same version for both', async () => {
    const face = faceDrawing(7);
    for (const [i, stroke] of face.entries()) await (i % 2 ? ben : ann).draw(stroke.places);
    await Promise.all([ann.strokes(face.length), ben.strokes(face.length)]);

    const seen = await ann.waitFor('the same portrait for both', async () => {
      const [one, other] = [await ann.finalPortrait(), await ben.finalPortrait()];
      return one.version === other.version ? { one, other } : null;
    });
    expect(seen.one).toEqual(seen.other);
    expect(seen.one.size).toBe(512);
    await keepScreenshot(ann.page, 'two-people-one-face');
  });

  test('F2 F10 the portrait follows new strokes', async () => {
    await ann.draw(LINE_OF_ANN);
    const before = await ben.finalPortrait();
    for (const stroke of faceDrawing(3).slice(0, 8)) await ann.draw(stroke.places);
    const after = await ben.finalPortrait({ after: before.version });
    expect(after.digest).not.toBe(before.digest);
  });

  test('undo and redo take back one’s own strokes only', async () => {
    await ann.draw(LINE_OF_ANN);
    await ben.strokes(1);
    await ben.draw(LINE_OF_BEN);
    await ann.strokes(2);

    await ann.see('undo').click();
    await Promise.all([ann.strokes(1), ben.strokes(1)]);
    await ann.inkAt({ x: 250, y: 430 });
    expect(await ann.see('undo').isDisabled()).toBe(true);

    await ann.see('redo').click();
    await Promise.all([ann.strokes(2), ben.strokes(2)]);
  });

  test('A2 the eraser takes a stroke away for both, and undo brings it back', async () => {
    await ann.draw(LINE_OF_ANN);
    await ben.strokes(1);
    await ben.see('tool-eraser').click();
    await ben.draw([
      { x: 200, y: 110 },
      { x: 200, y: 150 },
    ]);
    await Promise.all([ann.strokes(0), ben.strokes(0)]);
    await ben.see('undo').click();
    await Promise.all([ann.strokes(1), ben.strokes(1)]);
  });

  test('clear asks first, then clears for both', async () => {
    await ann.draw(LINE_OF_ANN);
    await ben.strokes(1);
    await ben.see('clear').click();
    await ben.see('clear-confirm').waitFor();
    expect(await ben.strokeCount()).toBe(1);
    await ben.see('clear-confirm').click();
    await Promise.all([ann.strokes(0), ben.strokes(0)]);
  });

  test('C1 H5 sliders and search space belong to the room: the other sees them move', async () => {
    const slider = ann.see('refine-nose');
    await slider.focus();
    await ann.page.keyboard.press('Home');
    await ben.waitFor('the slider to follow', async () => {
      return Number(await ben.see('refine-nose').inputValue()) === 0;
    });

    // One slider moves the fidelity of all parts, for everybody.
    await ann.see('fidelity-all').focus();
    await ann.page.keyboard.press('End');
    await ben.see('fidelity-by-part').click();
    for (const part of ['leftEye', 'remainder']) {
      await ben.waitFor(`the fidelity of ${part} to follow`, async () => {
        return Number(await ben.see(`fidelity-${part}`).inputValue()) === 100;
      });
    }

    await ben.see('search-female').click();
    await ann.waitFor('the search space to follow', () => ann.isChosen('search-female'));
  });

  test('F5 the shadow guide lies under the strokes while the room has it on', async () => {
    await ann.draw(faceDrawing(5)[0]?.places ?? []);
    await ben.waitFor('a shadow guide', () => ben.shadowIsShown());
    await ann.shadowOff();
    await ben.waitFor('the guide to go', async () => !(await ben.shadowIsShown()));
  });

  test('D1 what is drawn is said to be saved', async () => {
    await ann.draw(LINE_OF_ANN);
    await ann.stateOf('saved-state', 'saved');
  });
});
