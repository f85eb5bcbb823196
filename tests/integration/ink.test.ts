import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CreatedRoom } from '../../shared/api.ts';
import { decodePoints, encodePoints } from '../../shared/strokeCodec.ts';
import { linePoints } from '../support/strokes.ts';
import { eventually, newStrokeId, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let ann: TestPerson;
let ben: TestPerson;

beforeEach(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  ann = await TestPerson.join(server, room, { name: 'Ann' });
  ben = await TestPerson.join(server, room, { name: 'Ben' });
});

afterEach(async () => {
  ann.leave();
  ben.leave();
  await server.dispose();
});

function ink(person: TestPerson, strokeId: string, from: number, to: number): void {
  const points = encodePoints(linePoints(100).slice(from, to));
  person.live.emit('ink', { strokeId, width: 3, from, points });
}

/** The points of a tail as this person has received them. */
function seen(person: TestPerson, strokeId: string): number {
  const points = new Map<number, number>();
  for (const { tails } of person.frames) {
    for (const tail of tails.filter((tail) => tail.strokeId === strokeId)) {
      for (const [i, { x }] of decodePoints(tail.points).entries()) points.set(tail.from + i, x);
    }
  }
  return points.size;
}

const ended = (person: TestPerson, id: string) => person.frames.some((frame) => frame.ended.includes(id));

test('P2 ink reaches the others while the pen is down', async () => {
  const id = newStrokeId();
  for (let from = 0; from < 100; from += 10) ink(ann, id, from, from + 10);
  await eventually(() => seen(ben, id) === 100);
  expect(ben.frames.flatMap(({ tails }) => tails).every(({ subject }) => subject === ann.subject)).toBe(true);
  expect(ended(ben, id)).toBe(false);
});

test('P3 a tail ends when its stroke is in the document, and not before', async () => {
  const id = newStrokeId();
  ink(ann, id, 0, 10);
  await eventually(() => seen(ben, id) === 10);
  let strokeCameFirst: boolean | null = null;
  ben.live.on('live', () => {
    if (strokeCameFirst === null && ended(ben, id)) strokeCameFirst = ben.strokeIds.includes(id);
  });
  ann.live.emit('inkEnd', { strokeId: id });
  ann.draw({ id });
  await eventually(() => strokeCameFirst !== null);
  expect(strokeCameFirst).toBe(true);
});

test('P3 a tail ends with its connection', async () => {
  const id = newStrokeId();
  ink(ann, id, 0, 10);
  await eventually(() => seen(ben, id) === 10);
  ann.live.disconnect();
  await eventually(() => ended(ben, id));
});

test('P3 a tail whose stroke never comes ends shortly after pen-up', async () => {
  const id = newStrokeId();
  ink(ann, id, 0, 10);
  await eventually(() => seen(ben, id) === 10);
  ann.live.emit('inkEnd', { strokeId: id });
  await eventually(() => ended(ben, id));
});

test('P4 a newcomer gets the tails of the moment in full', async () => {
  const id = newStrokeId();
  for (let from = 0; from < 50; from += 10) ink(ann, id, from, from + 10);
  await eventually(() => seen(ben, id) === 50);
  ann.live.emit('cursor', { x: 30, y: 40 });
  await eventually(() => ben.frames.some(({ cursors }) => cursors.length > 0));
  const eve = await TestPerson.join(server, room, { role: 'viewer' });
  await eventually(() => seen(eve, id) === 50);
  expect(eve.frames.flatMap(({ cursors }) => cursors)).toContainEqual({
    subject: ann.subject,
    cursor: { x: 30, y: 40 },
  });
  ink(ann, id, 50, 60);
  await eventually(() => seen(eve, id) === 60);
  eve.leave();
});

test('A1 ink under the id of somebody else’s tail is ignored', async () => {
  const id = newStrokeId();
  ink(ann, id, 0, 10);
  await eventually(() => seen(ben, id) === 10);
  ink(ben, id, 10, 20);
  ben.live.emit('cursor', { x: 1, y: 1 });
  await eventually(() => ann.frames.some(({ cursors }) => cursors.length > 0));
  expect(seen(ann, id)).toBe(10);
});

test('G3 malformed ink closes only its sender', async () => {
  ben.live.emit('ink', { strokeId: newStrokeId(), width: 3, from: 0, points: new Uint8Array([200, 1]) });
  await eventually(() => ben.closings.includes('invalid-update'));
  expect(ann.closings).toEqual([]);
});

test('P1 a cursor goes away with its person', async () => {
  ann.live.emit('cursor', { x: 30, y: 40 });
  const last = () => ben.frames.flatMap(({ cursors }) => cursors).at(-1);
  await eventually(() => last()?.cursor?.x === 30);
  ann.leave();
  await eventually(() => last()?.cursor === null);
});
