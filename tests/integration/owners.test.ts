import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CreatedRoom } from '../../shared/api.ts';
import type { RoomNotice } from '../../shared/events.ts';
import type { LiveFrame } from '../../shared/liveFrame.ts';
import { controlsOf, settingsMapOf } from '../../shared/roomDocument.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { RawSync } from '../support/rawSync.ts';
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

async function join(options: Parameters<typeof TestPerson.join>[2] = {}): Promise<TestPerson> {
  const person = await TestPerson.join(server, room, options);
  people.push(person);
  return person;
}

const act = (method: string, path: string, token: string, body?: object) =>
  fetch(`${server.origin}/api/rooms/${room.roomId}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
const codeOf = async (response: Response) => (await response.json()).error.code;

test('O1 who is taken out is out by every door, with their token and a renewed one, until let in again', async () => {
  const [ann, ben, owner] = [await join(), await join({ name: 'Ben' }), await join({ role: 'owner' })];
  const kicked = `/kicked/${ben.subject}`;
  expect((await act('PUT', kicked, owner.grant.token, { name: 'Ben' })).status).toBe(204);
  await eventually(() => ben.closeCodes.includes(4405) && ben.closings.includes('kicked'));
  const raw = await RawSync.open(server, room.roomId, ben.grant.token);
  expect(await raw.closed).toBe('kicked');
  const renew = () => server.requestToken(room, 'editor', { previous: ben.grant.token });
  expect(await codeOf(await renew())).toBe('kicked');
  await server.restart();
  expect(await codeOf(await renew())).toBe('kicked');
  expect((await act('DELETE', kicked, owner.grant.token)).status).toBe(204);
  const again = await join({ grant: await server.grant(room, 'editor', { previous: ben.grant.token }) });
  expect(again.subject).toBe(ben.subject);
  expect(ann.closings.filter((reason) => reason !== 'restarting')).toEqual([]);
});

test('O1 owners are told who was taken out, others are not', async () => {
  const notices = new Map<string, RoomNotice>();
  for (const role of ['owner', 'editor'] as const) {
    const person = await join({ role });
    person.live.on('room', (notice) => notices.set(role, notice));
  }
  const [owner] = people;
  await act('PUT', '/kicked/ben00000', owner?.grant.token ?? '', { name: 'Ben' });
  await eventually(() => notices.size === 2);
  expect(notices.get('owner')).toEqual({ ended: false, kicked: [{ subject: 'ben00000', name: 'Ben' }] });
  expect(notices.get('editor')).toEqual({ ended: false, kicked: [] });
});

test('O2 a session ends for everybody but owners, also for who comes later, until it is opened again', async () => {
  const [ann, vic, owner] = [await join(), await join({ role: 'viewer' }), await join({ role: 'owner' })];
  expect((await act('PUT', '/ended', owner.grant.token)).status).toBe(204);
  await eventually(() => ann.closings.includes('ended') && vic.closeCodes.includes(4407));
  expect(await codeOf(await server.requestToken(room, 'editor'))).toBe('ended');
  expect((await server.requestToken(room, 'owner')).status).toBe(200);
  expect(owner.closeCodes).toEqual([]);
  owner.draw();
  await owner.saved();
  expect((await act('DELETE', '/ended', owner.grant.token)).status).toBe(204);
  expect((await join()).strokeIds).toHaveLength(1);
});

test('O3 in a frozen room only owners’ ink is shown', async () => {
  const [ann, owner] = [await join(), await join({ role: 'owner' })];
  settingsMapOf(owner.doc).set('frozen', true);
  await eventually(() => controlsOf(ann.doc).frozen);
  const ink = (strokeId: string) => ({ strokeId, width: 3, from: 0, points: encodePoints(linePoints(9)) });
  const [barred, allowed] = [newStrokeId(), newStrokeId()];
  ann.live.emit('ink', ink(barred));
  // The cursor comes after the ink on the same socket.
  ann.live.emit('cursor', { x: 1, y: 1 });
  await eventually(() => owner.frames.some(({ cursors }) => cursors.length > 0));
  owner.live.emit('ink', ink(allowed));
  await eventually(() => ann.frames.some(({ tails }) => tails.some((tail) => tail.strokeId === allowed)));
  expect(owner.frames.flatMap(({ tails }) => tails.map(({ strokeId }) => strokeId))).not.toContain(barred);
});

test('O4 a part is taken over the live socket, everybody sees whose it is, and others’ strokes there are refused', async () => {
  const [ann, ben] = [await join(), await join({ name: 'Ben' })];
  const hold = (person: TestPerson, subject: string | null) =>
    person.live.emitWithAck('holdPart', { part: 'remainder', subject });
  expect(await hold(ann, ann.subject)).toBeNull();
  await eventually(() => controlsOf(ben.doc).holds.get('remainder') === ann.subject);
  expect(await hold(ben, ben.subject)).toBe('forbidden');
  expect(await hold(ben, null)).toBe('forbidden');
  ben.draw();
  await eventually(() => ben.closeCodes.includes(4422));
  ann.draw();
  await ann.saved();
  expect(await hold(ann, null)).toBeNull();
  await eventually(() => controlsOf(ann.doc).holds.size === 0);
});

test('U1 U2 views and laser trails reach the others; a newcomer gets the views, no trail', async () => {
  const [ann, vic] = [await join(), await join({ role: 'viewer' })];
  vic.live.emit('laser', { points: [{ x: 5, y: 6 }] });
  ann.live.emit('view', { x: 64, y: 32, zoom: 2 });
  const laserSeen = ({ lasers }: LiveFrame) => lasers.some(({ subject }) => subject === vic.subject);
  const viewSeen = ({ views }: LiveFrame) =>
    views.some(({ subject, view }) => subject === ann.subject && view.zoom === 2);
  await eventually(() => ann.frames.some(laserSeen) && vic.frames.some(viewSeen));
  const ben = await join();
  await eventually(() => ben.frames.some(viewSeen));
  expect(ben.frames.some(laserSeen)).toBe(false);
});

test('U3 a hand is lowered by an owner, and its page is told', async () => {
  const [ann, owner] = [await join(), await join({ role: 'owner' })];
  let lowered = 0;
  ann.live.on('handLowered', () => lowered++);
  ann.provider.awareness.setLocalState({ hand: 5 });
  const handOfAnn = () => owner.provider.awareness.getStates().get(ann.doc.clientID)?.hand;
  await eventually(() => handOfAnn() === 5);
  owner.live.emit('lowerHand', { subject: ann.subject });
  await eventually(() => lowered === 1 && handOfAnn() === undefined);
});

test('U4 while cursors are hidden none is sent on', async () => {
  const [ann, owner] = [await join(), await join({ role: 'owner' })];
  settingsMapOf(owner.doc).set('cursorsHidden', true);
  await eventually(() => controlsOf(ann.doc).cursorsHidden);
  ann.live.emit('cursor', { x: 1, y: 1 });
  ann.live.emit('view', { x: 0, y: 0, zoom: 1 });
  // The view comes after the cursor on the same socket.
  await eventually(() => owner.frames.some(({ views }) => views.length > 0));
  expect(owner.frames.every(({ cursors }) => cursors.length === 0)).toBe(true);
});
