import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { LimnServer } from '../support/limnServer.ts';
import { launchBrowser } from './support/browser.ts';
import { Person } from './support/person.ts';

/** ms: the pages wait longer and longer between two tries to reconnect */
const RECONNECT_PATIENCE_MS = 40_000;

const line = (y: number) => [
  { x: 120, y },
  { x: 200, y: y + 8 },
  { x: 300, y },
];

let browser: Browser;
let server: LimnServer;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  server = await LimnServer.start();
  ann = await Person.arrive(browser, 'Ann');
  ben = await Person.arrive(browser, 'Ben');
  await ann.openRoom(server);
  await ben.join(await ann.linkFor('editor'));
});
afterEach(async () => {
  await Promise.all([ann?.leave(), ben?.leave()]);
  await server?.dispose();
});

test('D2 a crash of the server loses no saved stroke, and the pages reconnect by themselves', async () => {
  await ann.draw(line(100));
  await ann.stateOf('saved-state', 'saved');
  await ben.strokes(1);

  await server.stop('SIGKILL');
  await ann.connection('reconnecting');
  await ann.draw(line(160)); // drawing goes on without a server
  await ann.strokes(2);
  await server.resume();

  await ann.connection('connected', RECONNECT_PATIENCE_MS);
  await ben.connection('connected', RECONNECT_PATIENCE_MS);
  await ben.strokes(2);
  await ann.stateOf('saved-state', 'saved');

  // Someone without any memory of the room sees what the server kept.
  const cid = await Person.arrive(browser, 'Cid');
  await cid.join(await ann.linkFor('editor'));
  await cid.strokes(2);
  await cid.leave();
});

test('D5 a server that is asked to end does so in order, with exit code 0', async () => {
  await ann.draw(line(100));
  expect(await server.stop('SIGTERM')).toBe(0);
  await ann.connection('reconnecting');
});

test('C3 strokes drawn offline are merged with what the others drew meanwhile', async () => {
  await ann.draw(line(100));
  await ben.strokes(1);

  await ben.context.setOffline(true);
  await server.stop('SIGKILL'); // going offline does not cut sockets that are open
  await ben.waitFor('a state that says so', async () => {
    return (await ben.see('connection-state').getAttribute('data-state')) !== 'connected';
  });
  await server.resume();
  await ann.connection('connected', RECONNECT_PATIENCE_MS);

  await ben.draw(line(200));
  await ben.draw(line(240));
  await ben.strokes(3);
  await ann.draw(line(300));
  await ann.strokes(2);

  await ben.context.setOffline(false);
  await ben.connection('connected', RECONNECT_PATIENCE_MS);
  await Promise.all([ann.strokes(4), ben.strokes(4)]);
});

test('C3 offline strokes survive a reload of the page', async () => {
  await server.stop('SIGKILL');
  await ann.connection('reconnecting');
  await ann.draw(line(200));
  await ann.strokes(1);
  await server.resume();
  await ann.page.reload();
  if (await ann.see('enter-room').isVisible()) await ann.see('enter-room').click();
  await ann.connection('connected', RECONNECT_PATIENCE_MS);
  await Promise.all([ann.strokes(1), ben.strokes(1)]);
});
