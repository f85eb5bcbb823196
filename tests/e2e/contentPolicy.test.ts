import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LimnServer } from '../support/limnServer.ts';
import { launchBrowser } from './support/browser.ts';
import { Person } from './support/person.ts';

let browser: Browser;
let server: LimnServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), LimnServer.start()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

test('R11 nothing that the client does is blocked by the content security policy', async () => {
  const ann = await Person.arrive(browser, 'Ann');
  const blocked: string[] = [];
  ann.page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) blocked.push(message.text());
  });
  await ann.openRoom(server);
  await ann.draw([
    { x: 120, y: 120 },
    { x: 280, y: 140 },
  ]);
  await ann.strokes(1);
  await ann.finalPortrait();
  await ann.linkFor('editor');
  await ann.see('clear').click();
  await ann.page.keyboard.press('Escape');
  await ann.page.keyboard.press('?');
  await ann.page.keyboard.press('Escape');
  expect(blocked).toEqual([]);
  expect(ann.complaints).toEqual([]);
  // The policy is there: what it forbids is indeed blocked.
  await ann.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inline = true';
    document.body.append(script);
  });
  await ann.waitFor('the report of an inline script', async () => blocked.length > 0);
  expect(await ann.page.evaluate(() => 'inline' in window)).toBe(false);
  await ann.leave();
});
