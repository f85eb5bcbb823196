import { expect, test } from 'vitest';
import { keepScreenshot } from './support/screenshots.ts';
import { NO_PORTRAITS, openStage } from './support/stage.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const stage = openStage(NO_PORTRAITS);

test('N1 a spoken code takes a person from the start page into the room; a wrong one says what to do', async () => {
  const ann = await stage.arrive('Ann');
  await ann.openRoom(stage.server);
  await ann.see('share-open').click();
  await ann.see('share-viewer-link-code').click();
  const spoken = ann.see('share-viewer-link-spoken').locator('strong');
  await spoken.waitFor();
  const code = (await spoken.textContent()) ?? '';
  expect(code).toMatch(/^[A-Z]{3} [A-Z]{3}$/);
  await ann.see('share-editor-link-qr').click();
  const qr = ann.see('qr-code');
  await qr.waitFor();
  const box = await qr.boundingBox();
  expect(box?.width).toBeGreaterThan(200);
  expect(box?.width).toBeCloseTo(box?.height ?? 0, 0);
  await keepScreenshot(ann.page, 'share-qr-code');

  const ben = await stage.arrive('Ben', PHONE);
  await ben.page.goto(stage.server.origin);
  await ben.see('join-link').fill('zzz zzz');
  await ben.see('join-room').click();
  await ben.page.getByText('No room has this code now.').waitFor();
  await ben.see('join-link').fill(code.toLowerCase());
  await keepScreenshot(ben.page, 'home-code-phone');
  await ben.page.keyboard.press('Enter');
  await ben.see('name-input').fill('Ben');
  await ben.see('enter-room').click();
  await ben.connection('connected');
  // the code of the link to watch
  expect(await ben.see('tool-pen').count()).toBe(0);
  const width = await ben.page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(PHONE.viewport.width);
  await keepScreenshot(ben.page, 'room-360');
  await ben.see('people-open').click();
  await keepScreenshot(ben.page, 'people-360');
});
