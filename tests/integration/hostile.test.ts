import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import { MAX_UPDATE_BYTES } from '../../shared/limits.ts';
import { settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { RawSync } from '../support/rawSync.ts';
import { strokeBytes } from '../support/strokes.ts';
import { eventually, newStrokeId, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let ann: TestPerson;
let annsStroke: string;
let mallory: TokenGrant;

beforeEach(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  ann = await TestPerson.join(server, room, { name: 'Ann' });
  annsStroke = ann.draw();
  await ann.saved();
  mallory = await server.grant(room, 'editor', { name: 'Mallory' });
});

afterEach(async () => {
  ann.leave();
  await server.dispose();
});

/** Sends what `change` does to a document of Mallory's own, synced with the room before. */
async function attack(change: (doc: Y.Doc) => void): Promise<string | number> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(ann.doc));
  const before = Y.encodeStateVector(doc);
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  doc.transact(() => change(doc));
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.update(updates[0] ?? Y.encodeStateAsUpdate(doc, before));
  return raw.closed;
}

/** The room as a newcomer gets it, and Ann undisturbed in it. */
async function expectUntouched(): Promise<void> {
  const eve = await TestPerson.join(server, room, { role: 'viewer' });
  expect(eve.strokeIds).toEqual([annsStroke]);
  expect([...eve.doc.share.keys()]).toEqual(['strokes']);
  expect(settingsMapOf(eve.doc).size).toBe(0);
  const next = ann.draw();
  await eventually(() => eve.strokeIds.includes(next));
  expect(ann.closeCodes).toEqual([]);
  eve.leave();
}

test('A1 a stroke that names another author is refused', async () => {
  const reason = await attack((doc) => strokesOf(doc).set(newStrokeId(), strokeBytes(ann.subject)));
  expect(reason).toBe('invalid-update');
  await expectUntouched();
});

test('A3 the bytes of a stroke cannot be changed', async () => {
  const reason = await attack((doc) => strokesOf(doc).set(annsStroke, strokeBytes(mallory.subject)));
  expect(reason).toBe('invalid-update');
  await expectUntouched();
});

test('A4 nobody writes under the client id of another person', async () => {
  const reason = await attack((doc) => {
    doc.clientID = ann.doc.clientID;
    strokesOf(doc).set(newStrokeId(), strokeBytes(mallory.subject));
  });
  expect(reason).toBe('invalid-update');
  await expectUntouched();
});

test('G1 a corrupt update closes only its sender', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.update(new Uint8Array([1, 1, 200, 3, 0, 39, 1, 7, 115, 116, 114]));
  expect(await raw.closed).toBe('invalid-update');
  await expectUntouched();
});

test('G1 bytes that are no message at all close only their sender', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.socket.send(new Uint8Array([9, 9, 9]));
  expect(await raw.closed).toBe('invalid-update');
  await expectUntouched();
});

test('G2 an update that builds on unknown changes is refused', async () => {
  const doc = new Y.Doc();
  strokesOf(doc).set(newStrokeId(), strokeBytes(mallory.subject));
  const before = Y.encodeStateVector(doc);
  strokesOf(doc).set(newStrokeId(), strokeBytes(mallory.subject));
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.update(Y.encodeStateAsUpdate(doc, before));
  expect(await raw.closed).toBe('invalid-update');
  await expectUntouched();
});

test('G2 what is drawn while the first sync is under way waits for it', async () => {
  const doc = new Y.Doc();
  strokesOf(doc).set(newStrokeId(), strokeBytes(mallory.subject));
  const first = Y.encodeStateAsUpdate(doc);
  const before = Y.encodeStateVector(doc);
  strokesOf(doc).set(newStrokeId(), strokeBytes(mallory.subject));
  const raw = await RawSync.open(server, room.roomId, mallory.token);
  raw.update(Y.encodeStateAsUpdate(doc, before));
  raw.step2(first);
  await eventually(() => ann.strokeIds.length === 3);
  raw.socket.close();
});

test.each<[string, (doc: Y.Doc) => void]>([
  ['another root', (doc) => doc.getMap('notes').set('x', 1)],
  ['a list in a root', (doc) => doc.get('strokes', Y.Array).push([1])],
  ['a nested type', (doc) => settingsMapOf(doc).set('searchSpace', new Y.Map())],
  ['an unknown setting', (doc) => settingsMapOf(doc).set('colour', 'red')],
  ['a setting named like a method', (doc) => settingsMapOf(doc).set('constructor', 1)],
  ['a stroke that is no bytes', (doc) => doc.getMap('strokes').set(newStrokeId(), 'ink')],
  ['bytes that are no stroke', (doc) => strokesOf(doc).set(newStrokeId(), new Uint8Array([1, 2, 3]))],
  ['a malformed stroke id', (doc) => strokesOf(doc).set('no such id', strokeBytes(mallory.subject))],
])('G3 %s is refused', async (_name, change) => {
  // A root that is read as a map elsewhere can be written as a list by a document that never asked.
  const fresh = new Y.Doc();
  const updates: Uint8Array[] = [];
  fresh.on('update', (update) => updates.push(update));
  fresh.transact(() => change(fresh));
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.update(updates[0] as Uint8Array);
  expect(await raw.closed).toBe('invalid-update');
  await expectUntouched();
});

test('G4 a setting outside its schema is refused', async () => {
  expect(await attack((doc) => settingsMapOf(doc).set('refine.nose', 7))).toBe('invalid-update');
  await expectUntouched();
});

test('L1 an update over 64 KB is refused', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.update(new Uint8Array(MAX_UPDATE_BYTES + 1));
  expect(await raw.closed).toBe('invalid-update');
  await expectUntouched();
});

test('L4 a presence entry over 1 KB is refused', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.awareness([{ client: 7, clock: 1, state: { blob: 'x'.repeat(2000) } }]);
  expect(await raw.closed).toBe('invalid-update');
  await expectUntouched();
});

test('A6 thousands of made-up presence entries make one person', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.awareness(Array.from({ length: 3000 }, (_, i) => ({ client: 1000 + i, clock: 1, state: {} })));
  const names = () => [...ann.provider.awareness.getStates().values()].map(({ name }) => name);
  await eventually(() => names().includes('Mallory'));
  expect(names().filter((name) => name === 'Mallory')).toHaveLength(1);
  raw.socket.close();
});

test('L5 a flood of messages ends the connection', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  for (let i = 0; i < 2000; i++) raw.awareness([]);
  expect(await raw.closed).toBe('rate-limited');
  await expectUntouched();
});
