import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { faceDrawing } from '../support/faceDrawing.ts';
import { keepScreenshot } from './support/screenshots.ts';
import { openStage } from './support/stage.ts';

const SCREENS: Record<string, BrowserContextOptions> = {
  desktop: { viewport: { width: 1280, height: 800 } },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};

const stage = openStage();
/** editor link of a room in which a face was drawn */
let link: string;

beforeAll(async () => {
  const ann = await stage.arrive('Ann');
  await ann.openRoom(stage.server);
  for (const stroke of faceDrawing(11)) await ann.draw(stroke.places);
  await ann.stateOf('saved-state', 'saved');
  link = await ann.linkFor('editor');
  await ann.leave();
});

describe.each(Object.entries(SCREENS))('on a %s', (screen, options) => {
  test.each(['light', 'dark'] as const)('canvas and portrait fit the screen (%s)', async (colorScheme) => {
    const eve = await stage.arrive('Eve', { ...options, colorScheme });
    await eve.page.goto(stage.server.origin);
    await eve.see('new-room').waitFor();
    await keepScreenshot(eve.page, `home-${screen}-${colorScheme}`);

    await eve.join(link);
    await eve.strokes(faceDrawing(11).length);
    await eve.finalPortrait();
    await keepScreenshot(eve.page, `room-${screen}-${colorScheme}`);

    const width = options.viewport?.width ?? 0;
    expect(await eve.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    // nothing is cut off either: every tool can be reached
    const cutOff = await eve.page
      .getByRole('toolbar')
      .getByRole('button')
      .evaluateAll(
        (buttons) => buttons.filter((button) => button.getBoundingClientRect().right > innerWidth).length,
      );
    expect(cutOff).toBe(0);
    const canvas = await eve.see('canvas').boundingBox();
    expect(canvas?.width).toBeGreaterThan(Math.min(width, 512) * 0.6);
    expect(await eve.see('portrait-image').last().isVisible()).toBe(true);
  });
});

test('one finger draws on a phone', async () => {
  const eve = await stage.arrive('Eve', SCREENS.phone);
  await eve.join(link);
  await eve.strokes(faceDrawing(11).length);
  await eve.drawWithFinger([
    { x: 150, y: 100 },
    { x: 250, y: 110 },
    { x: 350, y: 100 },
  ]);
  await eve.strokes(faceDrawing(11).length + 1);
});
