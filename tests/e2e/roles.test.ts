import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LimnServer } from '../support/limnServer.ts';
import { launchBrowser } from './support/browser.ts';
import { Person } from './support/person.ts';

const LINE = [
  { x: 120, y: 120 },
  { x: 280, y: 140 },
];

let browser: Browser;
let server: LimnServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), LimnServer.start()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

test('a viewer link lets a person look, and nothing that the person does draws', async () => {
  const ann = await Person.arrive(browser, 'Ann');
  const vic = await Person.arrive(browser, 'Vic');
  await ann.openRoom(server);
  await ann.draw(LINE);
  await vic.join(await ann.linkFor('viewer'));
  await vic.strokes(1);
  await vic.finalPortrait();

  await vic.draw([
    { x: 100, y: 300 },
    { x: 300, y: 320 },
  ]);
  // Ann's next stroke comes after whatever Vic could have sent.
  await ann.draw(LINE.map(({ x, y }) => ({ x, y: y + 60 })));
  await vic.strokes(2);
  await ann.strokes(2);
  for (const id of ['clear', 'tool-pen']) {
    const control = vic.see(id);
    expect((await control.count()) === 0 || (await control.isDisabled()), id).toBe(true);
  }
  await Promise.all([ann.leave(), vic.leave()]);
});

test('a link with a wrong secret opens no room, and says so', async () => {
  const eve = await Person.arrive(browser, 'Eve');
  await eve.page.goto(`${server.origin}/r/${'a'.repeat(22)}#e.${'b'.repeat(22)}`);
  const enter = eve.see('enter-room');
  await Promise.race([enter.waitFor(), eve.see('room-ended').waitFor()]).catch(() => {});
  if (await enter.count()) {
    await eve.see('name-input').fill('Eve');
    await enter.click();
  }
  await eve.waitFor('a message', async () => (await eve.page.getByRole('alert').count()) > 0);
  expect(await eve.see('canvas').count()).toBe(0);
  await eve.leave();
});
