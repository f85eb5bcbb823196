import { afterEach, beforeEach, expect, test } from 'vitest';
import { RenderError } from '../../server/portraits/renderer.ts';
import type { CreatedRoom } from '../../shared/api.ts';
import { settingsMapOf } from '../../shared/roomDocument.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { linePoints } from '../support/strokes.ts';
import { eventually, newStrokeId, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let people: TestPerson[];

beforeEach(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  people = [];
});

afterEach(async () => {
  for (const person of people) person.leave();
  await server.dispose();
});

async function join(): Promise<TestPerson> {
  const person = await TestPerson.join(server, room);
  people.push(person);
  return person;
}

function penDown(person: TestPerson, strokeId = newStrokeId()): string {
  person.live.emit('ink', { strokeId, width: 3, from: 0, points: encodePoints(linePoints(5)) });
  return strokeId;
}

test('F2 the blank canvas has a portrait', async () => {
  const ann = await join();
  const { stamp } = await ann.finalPortrait();
  expect(stamp).toMatchObject({ version: 0, final: true, tailSeq: 0, size: 512, modelVersion: 'fake-1' });
  await eventually(() => ann.statuses.at(-1)?.state === 'current');
});

test('F1 two people get the same portrait, byte for byte', async () => {
  const [ann, ben] = [await join(), await join()];
  ann.draw();
  const [one, other] = [await ann.finalPortrait(1), await ben.finalPortrait(1)];
  expect(one.stamp).toMatchObject({ version: 1, size: 512 });
  expect(Buffer.compare(one.image, other.image)).toBe(0);
  expect(one.stamp.version).toBe(other.stamp.version);
});

test('F3 drafts follow the pen, the final one follows the stroke', async () => {
  const [ann, ben] = [await join(), await join()];
  await ben.finalPortrait();
  const id = penDown(ann);
  const draft = await eventually(() => {
    const last = ben.portraits.at(-1);
    return last && !last.stamp.final ? last : false;
  });
  expect(draft.stamp).toMatchObject({ version: 0, size: 256 });
  expect(draft.stamp.tailSeq).toBeGreaterThan(0);
  ann.live.emit('inkEnd', { strokeId: id });
  ann.draw({ id });
  const final = await ben.finalPortrait(1);
  expect(final.stamp).toMatchObject({ version: 1, size: 512, tailSeq: 0 });
});

test('F3 a stroke that was given up leaves the portrait as it was', async () => {
  const ann = await join();
  const before = await ann.finalPortrait();
  const id = penDown(ann);
  await eventually(() => ann.portraits.at(-1)?.stamp.final === false);
  ann.live.emit('inkEnd', { strokeId: id });
  await eventually(() => ann.portraits.at(-1)?.stamp.final === true);
  expect(Buffer.compare((await ann.finalPortrait()).image, before.image)).toBe(0);
});

test('F5 the shadow guide comes before its portrait, and not at all where the settings say no', async () => {
  const ann = await join();
  const order: string[] = [];
  ann.live.on('shadow', ({ version }) => order.push(`shadow ${version}`));
  ann.live.on('portrait', ({ version }) => order.push(`portrait ${version}`));
  ann.draw();
  await ann.finalPortrait(1);
  expect(order.slice(-2)).toEqual(['shadow 1', 'portrait 1']);
  settingsMapOf(ann.doc).set('shadow', false);
  await ann.finalPortrait(2);
  expect(order.at(-1)).toBe('portrait 2');
  expect(order).not.toContain('shadow 2');
  const ben = await join();
  await ben.finalPortrait(2);
  expect(ben.shadows).toEqual([]);
});

test('F6 a newcomer gets the current pictures and status at once', async () => {
  const ann = await join();
  ann.draw();
  const current = await ann.finalPortrait(1);
  const jobs = server.renderer.jobs.length;
  const ben = await join();
  const got = await ben.finalPortrait(1);
  expect(Buffer.compare(got.image, current.image)).toBe(0);
  await eventually(() => ben.shadows.length === 1 && ben.statuses.at(-1)?.state === 'current');
  expect(server.renderer.jobs.length).toBe(jobs);
});

test('F6 a restart shows the last portrait without drawing it anew', async () => {
  const ann = await join();
  ann.draw();
  const before = await ann.finalPortrait(1);
  ann.leave();
  await server.restart();
  const ben = await join();
  const after = await ben.finalPortrait(1);
  expect(Buffer.compare(after.image, before.image)).toBe(0);
  expect(server.renderer.jobs).toEqual([]);
});

test('F6 pictures of another model are shown and drawn anew', async () => {
  const ann = await join();
  ann.draw();
  await ann.finalPortrait(1);
  server.renderer.become({ state: 'ready', engine: 'fake', modelVersion: 'fake-2', workers: 1 });
  await eventually(() => ann.portraits.at(-1)?.stamp.modelVersion === 'fake-2');
});

test('F7 a hidden tab gets no pictures, and the current ones when it is seen again', async () => {
  const [ann, ben] = [await join(), await join()];
  await ben.finalPortrait();
  ben.live.emit('visibility', { hidden: true });
  // Once an event sent after it has come back, the server knows.
  ben.live.emit('cursor', { x: 1, y: 1 });
  await eventually(() => ann.frames.some(({ cursors }) => cursors.length > 0));
  const count = ben.portraits.length;
  ann.draw();
  await ann.finalPortrait(1);
  expect(ben.portraits.length).toBe(count);
  ben.live.emit('visibility', { hidden: false });
  expect((await ben.finalPortrait(1)).stamp.version).toBe(1);
});

test('F12 a room whose tabs are all hidden is not drawn until one of them is seen again, or somebody comes', async () => {
  const ann = await join();
  await ann.finalPortrait();
  const hide = async (hidden: boolean) => {
    const frames = ann.frames.length;
    ann.live.emit('visibility', { hidden });
    // Once an event sent after it has come back, the server knows.
    ann.live.emit('cursor', { x: frames % 500, y: 1 });
    await eventually(() => ann.frames.length > frames);
  };
  await hide(true);
  const jobs = server.renderer.jobs.length;
  ann.draw();
  await eventually(() => ann.statuses.at(-1)?.state === 'rendering');
  expect(server.renderer.jobs.length).toBe(jobs);
  await hide(false);
  expect((await ann.finalPortrait(1)).stamp.version).toBe(1);
  expect(server.renderer.jobs.length).toBe(jobs + 1);
  await hide(true);
  ann.draw();
  const ben = await join();
  expect((await ben.finalPortrait(2)).stamp.version).toBe(2);
  expect(ann.portraits.at(-1)?.stamp.version).toBe(1);
});

test('F8 a failing room is told so and tried again', async () => {
  const ann = await join();
  await ann.finalPortrait();
  server.renderer.failure = new RenderError('crash', 'The portrait worker crashed.');
  ann.draw();
  await eventually(() => ann.statuses.at(-1)?.state === 'failed');
  server.renderer.failure = null;
  await ann.finalPortrait(1);
  await eventually(() => ann.statuses.at(-1)?.state === 'current');
});

test('F9 without a worker the server runs, says why, and is not ready', async () => {
  const ann = await join();
  await ann.finalPortrait();
  const ready = async () => (await fetch(`${server.origin}/readyz`)).status;
  expect(await ready()).toBe(200);
  server.renderer.become({ state: 'unavailable', message: 'No networks.' });
  await eventually(() => ann.statuses.at(-1)?.state === 'paused');
  expect(ann.statuses.at(-1)).toMatchObject({ message: 'No networks.' });
  expect(await ready()).toBe(503);
  const info = await (await fetch(`${server.origin}/api/portraits/info`)).json();
  expect(info).toEqual({ state: 'unavailable', message: 'No networks.' });
  const id = ann.draw();
  const ben = await join();
  await eventually(() => ben.strokeIds.includes(id));
});
