import { beforeEach, describe, expect, test } from 'vitest';
import { Hand } from './support/hand.ts';
import type { Person } from './support/person.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { NO_PORTRAITS, openStage } from './support/stage.ts';

const TABLET = { viewport: { width: 820, height: 1180 }, hasTouch: true };
const LINE = [
  { x: 200, y: 200 },
  { x: 240, y: 205 },
  { x: 280, y: 210 },
];

const stage = openStage(NO_PORTRAITS);
let ann: Person;

const zoom = async () => Number.parseInt((await ann.see('zoom-whole').textContent()) ?? '', 10);

describe('Y1 zoom and pan with mouse and keyboard', () => {
  beforeEach(async () => {
    ann = await stage.arrive('Ann');
    await ann.openRoom(stage.server);
  });

  test('the wheel zooms in where the pointer is, and what was drawn there stays there', async () => {
    await ann.draw(LINE);
    await ann.strokes(1);
    await ann.pointAt({ x: 240, y: 205 });
    await ann.page.mouse.wheel(0, -400);
    await ann.waitFor('a nearer view', async () => (await zoom()) > 250);
    await ann.inkAt({ x: 240, y: 205 });
    await ann.page.keyboard.press('0');
    await ann.waitFor('the whole sheet', async () => (await zoom()) === 100);
    await ann.inkAt({ x: 240, y: 205 });
  });

  test('what is drawn on an enlarged sheet lies where it was drawn when all is seen again', async () => {
    for (let i = 0; i < 3; i++) await ann.page.keyboard.press('+');
    await ann.waitFor('a nearer view', async () => (await zoom()) > 300);
    // 3.375 times as near around the middle: 100 px beside it are 30
    await ann.draw([
      { x: 156, y: 256 },
      { x: 156, y: 270 },
    ]);
    await ann.strokes(1);
    await ann.inkAt({ x: 156, y: 262 });
    await ann.see('zoom-whole').click();
    await ann.inkAt({ x: 226.4, y: 258 });
    expect(await ann.inkAround({ x: 156, y: 262 })).toBe(0);
  });

  test('space and drag move the sheet and draw nothing', async () => {
    await ann.draw(LINE);
    await ann.strokes(1);
    for (let i = 0; i < 2; i++) await ann.page.keyboard.press('+');
    await ann.page.keyboard.down(' ');
    await ann.draw([
      { x: 200, y: 200 },
      { x: 300, y: 300 },
    ]);
    await ann.page.keyboard.up(' ');
    // around the middle (240, 205) is seen at (220, 141); it moved by 100
    await ann.inkAt({ x: 320, y: 241 });
    expect(await ann.strokeCount()).toBe(1);
  });

  test('others see a cursor where it points on the drawing, whatever each of them looks at', async () => {
    const ben = await stage.arrive('Ben');
    await ben.join(await ann.linkFor('editor'));
    for (let i = 0; i < 2; i++) await ben.page.keyboard.press('+');
    await ann.pointAt({ x: 300, y: 256 });
    const box = await ben.see('canvas').boundingBox();
    await ben.waitFor('the cursor, enlarged', async () => {
      const cursor = await ben.see('cursor').first().boundingBox();
      if (!cursor || !box) return false;
      const at = ((cursor.x - box.x) / box.width) * 512;
      // 44 px from the middle, 2.25 times
      return Math.abs(at - (256 + 99)) < 6;
    });
  });
});

describe('Y2 fingers and pen', () => {
  let hand: Hand;

  beforeEach(async () => {
    ann = await stage.arrive('Ann', TABLET);
    await ann.openRoom(stage.server);
    hand = await Hand.of(ann);
  });

  test('two fingers pinch and move the sheet, and draw nothing', async () => {
    await hand.fingers(
      [
        { x: 200, y: 256 },
        { x: 300, y: 256 },
      ],
      [
        { x: 150, y: 256 },
        { x: 350, y: 256 },
      ],
    );
    await ann.waitFor('twice as near', async () => Math.abs((await zoom()) - 200) <= 2);
    expect(await ann.strokeCount()).toBe(0);
    await keepScreenshot(ann.page, 'view-pinched');
  });

  test('a two-finger tap takes back one’s own last stroke', async () => {
    await hand.fingers(...LINE.map((place) => [place]));
    await ann.strokes(1);
    const places = [
      { x: 220, y: 300 },
      { x: 300, y: 300 },
    ];
    await hand.fingers(places);
    await ann.strokes(0);
    expect(await zoom()).toBe(100);
  });

  test('once a pen was seen fingers only move the sheet; a switch shows it and gives drawing back', async () => {
    await hand.pen(LINE, 0.7);
    await ann.strokes(1);
    expect(await ann.see('pen-only').getAttribute('aria-pressed')).toBe('true');
    await hand.fingers(...LINE.map(({ x, y }) => [{ x, y: y + 100 }]));
    expect(await ann.strokeCount()).toBe(1);
    await ann.see('pen-only').click();
    await ann.waitFor('a finger to draw', async () => {
      await hand.fingers(...LINE.map(({ x, y }) => [{ x, y: y + 100 }]));
      return (await ann.strokeCount()) > 1;
    });
  });
});
