import { beforeEach, describe, expect, test } from 'vitest';
import { Hand } from './support/hand.ts';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { NO_PORTRAITS, openStage } from './support/stage.ts';

const TABLET = { viewport: { width: 820, height: 1180 }, hasTouch: true };
const LINE = Array.from({ length: 21 }, (_, i) => ({ x: 150 + i * 10, y: 256 }));

const stage = openStage(NO_PORTRAITS);
let ann: Person;

async function arrive(options = {}): Promise<void> {
  ann = await stage.arrive('Ann', options);
  await ann.openRoom(stage.server);
}

const key = (name: string) => ann.page.keyboard.press(name);
async function keys(name: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await key(name);
}
const noInkAt = (person: Person, place: { x: number; y: number }) =>
  person.waitFor(`no ink at ${place.x}, ${place.y}`, async () => (await person.inkAround(place)) === 0);
const selected = (count: number) =>
  ann.waitFor(
    `${count} selected`,
    async () => (await ann.see('selection').getAttribute('data-count')) === `${count}`,
  );

describe('with a mouse', () => {
  beforeEach(() => arrive());

  test('S5 the small eraser takes out what it touches, for everyone, and undo brings it back', async () => {
    const ben = await stage.arrive('Ben');
    await ben.join(await ann.linkFor('editor'));
    await ben.draw(LINE);
    await ann.strokes(1);
    await key('x');
    await ann.draw([
      { x: 250, y: 230 },
      { x: 250, y: 280 },
    ]);
    for (const person of [ann, ben]) {
      await noInkAt(person, { x: 250, y: 256 });
      await person.inkAt({ x: 170, y: 256 });
      await person.inkAt({ x: 330, y: 256 });
      expect(await person.strokeCount()).toBe(1);
    }
    await keepScreenshot(ann.page, 'tools-cut');
    await key('Control+z');
    for (const person of [ann, ben]) await person.inkAt({ x: 250, y: 256 });
  });

  test('S5 a stroke of which nothing is left is erased', async () => {
    await ann.draw(LINE);
    await ann.strokes(1);
    await ann.see('tool-cutter').click();
    await ann.draw([{ x: 140, y: 256 }, ...LINE, { x: 360, y: 256 }]);
    await ann.strokes(0);
    await key('Control+z');
    await ann.strokes(1);
    await ann.inkAt({ x: 250, y: 256 });
  });

  test('S6 a stroke is chosen by a tap and moved, scaled at a corner and turned at its knob; a reload keeps it there', async () => {
    await ann.see('width-3').click();
    await ann.draw(LINE);
    await ann.strokes(1);
    await ann.see('tool-select').click();
    await ann.draw([{ x: 200, y: 256 }]);
    await selected(1);
    await keepScreenshot(ann.page, 'tools-selected');
    await ann.draw([
      { x: 250, y: 256 },
      { x: 250, y: 300 },
      { x: 250, y: 356 },
    ]);
    await noInkAt(ann, { x: 300, y: 256 });
    await ann.inkAt({ x: 300, y: 356 });
    // the knob is above the middle of the line; a quarter turn puts it upright
    const knob = await ann.see('grip-knob').boundingBox();
    if (!knob) throw new Error('there is no knob');
    const [middle, beside] = await ann.onScreen([
      { x: 250, y: 356 },
      { x: 400, y: 356 },
    ]);
    await ann.page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
    await ann.page.mouse.down();
    await ann.page.keyboard.down('Shift');
    await ann.page.mouse.move(beside?.x ?? 0, (beside?.y ?? 0) - 40);
    await ann.page.mouse.move(beside?.x ?? 0, beside?.y ?? 0);
    await ann.page.mouse.up();
    await ann.page.keyboard.up('Shift');
    await noInkAt(ann, { x: 300, y: 356 });
    await ann.inkAt({ x: 250, y: 300 });
    // the corner above on the left, pulled to the middle: the line is half as long
    const corner = await ann.see('grip-nw').boundingBox();
    if (!corner || !middle) throw new Error('there is no corner');
    await ann.page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2);
    await ann.page.mouse.down();
    await ann.page.mouse.move(middle.x - 10, middle.y - 10);
    await ann.page.mouse.move(middle.x - 1, middle.y);
    await ann.page.mouse.up();
    await noInkAt(ann, { x: 250, y: 280 });
    await ann.inkAt({ x: 250, y: 420 });
    await ann.waitFor(
      'saved',
      async () => (await ann.see('saved-state').getAttribute('data-state')) === 'saved',
    );
    await ann.page.reload();
    await ann.see('enter-room').click();
    await ann.strokes(1);
    await noInkAt(ann, { x: 250, y: 280 });
    await ann.inkAt({ x: 250, y: 420 });
  });

  test('S6 a frame chooses what lies in it; Delete erases it for everyone, undo brings it back', async () => {
    await ann.draw(LINE);
    await ann.draw(LINE.map(({ x }) => ({ x, y: 400 })));
    await ann.strokes(2);
    await key('v');
    await ann.draw([
      { x: 130, y: 220 },
      { x: 200, y: 250 },
      { x: 380, y: 290 },
    ]);
    await selected(1);
    await ann.see('canvas').focus();
    await key('Delete');
    await ann.strokes(1);
    await ann.inkAt({ x: 250, y: 400 });
    await key('Control+z');
    await ann.strokes(2);
  });

  test('S1 S6 other people’s strokes in a part that somebody holds stay where they are, and the page says why', async () => {
    const mouth = LINE.map(({ x }) => ({ x: x * 0.5 + 125, y: 376 }));
    await ann.draw(mouth);
    await ann.strokes(1);
    const ben = await stage.arrive('Ben');
    await ben.join(await ann.linkFor('editor'));
    await ben.strokes(1);
    await ann.see('people-open').click();
    await ann.see('take-mouth').click();
    await ann.page.keyboard.press('Escape');
    await ben.waitFor(
      'the mouth held',
      async () => (await ben.see('held-parts').getAttribute('data-count')) === '1',
    );
    await ben.page.keyboard.press('v');
    await ben.draw([mouth[10] ?? { x: 0, y: 0 }, { x: 250, y: 300 }, { x: 250, y: 100 }]);
    await ben.inkAt({ x: 250, y: 376 });
    await noInkAt(ben, { x: 250, y: 100 });
    await ann.inkAt({ x: 250, y: 376 });
  });
});

describe('the pen’s hand', () => {
  beforeEach(() => arrive());

  test('S7 with the mirror on a stroke is drawn on both sides, for the others while the pen is down too, and undo takes both', async () => {
    const ben = await stage.arrive('Ben');
    await ben.join(await ann.linkFor('editor'));
    await key('m');
    await ann.waitFor('the axis', () => ann.see('mirror-axis').isVisible());
    await ann.see('width-3').click();
    await ann.drawWithPenDown([
      { x: 100, y: 200 },
      { x: 150, y: 240 },
      { x: 200, y: 256 },
    ]);
    for (const person of [ben, ann]) {
      await person.inkAt({ x: 362, y: 240 });
      await person.inkAt({ x: 150, y: 240 });
      expect(await person.strokeCount()).toBe(0);
    }
    await keepScreenshot(ann.page, 'tools-mirror');
    await ann.page.mouse.up();
    await ben.strokes(2);
    await key('Control+z');
    await ben.strokes(0);
  });

  test('S8 while Shift is held the line is straight, whatever way the hand took', async () => {
    await ann.see('width-3').click();
    await ann.page.keyboard.down('Shift');
    await ann.draw([
      { x: 100, y: 100 },
      { x: 150, y: 300 },
      { x: 250, y: 300 },
      { x: 300, y: 100 },
    ]);
    await ann.page.keyboard.up('Shift');
    await ann.strokes(1);
    await ann.inkAt({ x: 200, y: 100 });
    await noInkAt(ann, { x: 200, y: 300 });
    await noInkAt(ann, { x: 150, y: 295 });
  });

  test('S8 S9 options are in reach of mouse and keys, and remembered; the escape key closes them', async () => {
    await ann.see('pen-options').click();
    await ann.see('straight').click();
    await ann.see('steadiness-strong').check();
    await ann.see('pressure-firm').check();
    await keepScreenshot(ann.page, 'tools-options');
    await key('Escape');
    await ann.waitFor('closed options', async () => !(await ann.see('straight').isVisible()));
    await ann.draw([
      { x: 100, y: 100 },
      { x: 200, y: 300 },
      { x: 300, y: 100 },
    ]);
    await ann.strokes(1);
    await noInkAt(ann, { x: 200, y: 290 });
    await ann.page.reload();
    await ann.see('enter-room').click();
    await ann.see('pen-options').focus();
    await key('Enter');
    for (const id of ['straight', 'steadiness-strong', 'pressure-firm'])
      expect(await ann.isChosen(id)).toBe(true);
  });

  test('S9 a firm pen draws finer under a light hand than a soft one', async () => {
    const hand = await Hand.of(ann);
    const line = (y: number) => LINE.map(({ x }) => ({ x, y }));
    await ann.see('width-3').click();
    for (const [curve, y] of [
      ['soft', 150],
      ['firm', 350],
    ] as const) {
      await ann.see('pen-options').click();
      await ann.see(`pressure-${curve}`).check();
      await key('Escape');
      await hand.pen(line(y), 0.3);
    }
    await ann.strokes(2);
    await ann.inkAt({ x: 250, y: 150 });
    const [soft, firm] = [await ann.inkAround({ x: 250, y: 150 }), await ann.inkAround({ x: 250, y: 350 })];
    expect(firm).toBeLessThan(soft * 0.75);
  });
});

describe('on a phone', () => {
  test('the toolbar has all tools at 360 px, widths are among the options, and nothing scrolls sideways', async () => {
    await arrive({ viewport: { width: 360, height: 740 }, hasTouch: true });
    for (const id of ['tool-pen', 'tool-cutter', 'tool-select', 'pen-options', 'undo', 'shortcuts']) {
      const box = await ann.see(id).boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 360, id).toBe(true);
    }
    await ann.see('pen-options').click();
    await ann.see('width-3').click();
    await keepScreenshot(ann.page, 'tools-phone');
    expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});

describe('with keys alone', () => {
  beforeEach(() => arrive());

  test('S10 a line is drawn with arrow keys: Enter puts the pen down and lifts it; Escape gives a stroke up', async () => {
    await ann.see('canvas').focus();
    await keys('ArrowLeft', 5);
    await ann.waitFor('the crosshair', () => ann.see('crosshair').isVisible());
    expect(await ann.see('crosshair').getAttribute('data-x')).toBe('236');
    await key('Enter');
    await ann.waitFor('the pen down', async () =>
      /down/i.test((await ann.see('key-pen').textContent()) ?? ''),
    );
    await keys('Shift+ArrowDown', 4);
    await keepScreenshot(ann.page, 'tools-keys');
    await key(' ');
    await ann.strokes(1);
    await ann.inkAt({ x: 236, y: 290 });
    await key('Enter');
    await keys('ArrowRight', 5);
    await key('Escape');
    await key('Tab');
    expect(await ann.strokeCount()).toBe(1);
    await noInkAt(ann, { x: 252, y: 320 });
  });

  test('S10 a stroke is chosen under the crosshair, moved with arrows as one step, made larger, turned and erased', async () => {
    await ann.draw(LINE);
    await ann.strokes(1);
    await ann.see('canvas').focus();
    await key('v');
    await key('ArrowRight');
    await key('Enter');
    await selected(1);
    await keys('Shift+ArrowDown', 5);
    await ann.inkAt({ x: 250, y: 306 });
    await keys('.', 18);
    await ann.inkAt({ x: 250, y: 380 });
    await noInkAt(ann, { x: 320, y: 306 });
    await keys('PageDown', 12);
    await noInkAt(ann, { x: 250, y: 401 });
    await key('Control+z');
    await key('Delete');
    await ann.strokes(0);
    await key('Control+z');
    await ann.strokes(1);
  });

  test('S10 with all selected Escape lets go, and a click gives the space bar back to the sheet', async () => {
    await ann.draw(LINE);
    await ann.draw(LINE.map(({ x }) => ({ x, y: 100 })));
    await ann.strokes(2);
    await ann.see('canvas').focus();
    await key('Control+a');
    await selected(2);
    await key('Escape');
    await selected(0);
    await key('ArrowUp');
    expect(await ann.see('crosshair').isVisible()).toBe(true);
    await ann.pointAt({ x: 300, y: 300 });
    await ann.page.mouse.down();
    await ann.page.mouse.up();
    expect(await ann.see('crosshair').isVisible()).toBe(false);
  });
});

describe('with fingers', () => {
  beforeEach(() => arrive(TABLET));

  test('S5 S6 a finger erases what it touches, and moves what it chose; a second finger gives the drag up', async () => {
    const hand = await Hand.of(ann);
    await hand.fingers(...LINE.map((place) => [place]));
    await ann.strokes(1);
    await ann.see('tool-cutter').click();
    await hand.fingers([{ x: 300, y: 220 }], [{ x: 300, y: 256 }], [{ x: 300, y: 290 }]);
    await noInkAt(ann, { x: 300, y: 256 });
    await ann.see('tool-select').click();
    await hand.fingers([{ x: 200, y: 256 }], [{ x: 200, y: 256 }]);
    await selected(1);
    await hand.fingers([{ x: 220, y: 256 }], [{ x: 220, y: 300 }], [{ x: 220, y: 356 }]);
    await ann.inkAt({ x: 200, y: 356 });
    await noInkAt(ann, { x: 200, y: 256 });
    await hand.fingers(
      [{ x: 200, y: 356 }],
      [{ x: 200, y: 350 }],
      [
        { x: 200, y: 350 },
        { x: 300, y: 350 },
      ],
      [
        { x: 180, y: 350 },
        { x: 320, y: 350 },
      ],
    );
    await ann.see('zoom-whole').click();
    await ann.inkAt({ x: 200, y: 356 });
    await keepScreenshot(ann.page, 'tools-tablet');
  });
});
