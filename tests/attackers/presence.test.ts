import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawSync } from '../support/rawSync.ts';
import { eventually } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let others: Bystanders;
let mallory: TokenGrant;

beforeEach(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  others = await Bystanders.arrive(server, room);
  mallory = await server.grant(room, 'editor', { name: 'Mallory' });
});

afterEach(async () => {
  others.leave();
  await server.dispose();
});

const states = () => [...others.ann.provider.awareness.getStates().values()];
const nameOf = (client: number) => others.ann.provider.awareness.getStates().get(client)?.name;

test('A6 L4 50,000 made-up peers in one message end its sender and show nobody', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.awareness(Array.from({ length: 50_000 }, (_, i) => ({ client: 1_000 + i, clock: 1, state: {} })));
  expect(await raw.closed).toBe('invalid-update');
  await others.drawOn();
  expect(states().length).toBeLessThanOrEqual(2);
});

test('A5 A6 presence under another person’s client id changes and removes nothing', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  const victim = others.ben.doc.clientID;
  await eventually(() => nameOf(victim) === 'Ben');
  raw.awareness([{ client: victim, clock: 1_000, state: { name: 'Teacher', role: 'owner' } }]);
  raw.awareness([{ client: victim, clock: 2_000, state: null }]);
  raw.awareness([{ client: 77, clock: 1, state: { name: 'Teacher', role: 'owner', subject: 'x' } }]);
  await eventually(() => nameOf(77) === 'Mallory');
  expect(others.ann.provider.awareness.getStates().get(77)).toMatchObject({
    role: 'editor',
    subject: mallory.subject,
  });
  expect(nameOf(victim)).toBe('Ben');
  await others.drawOn();
  raw.socket.close();
});

test('A5 keys named like Object’s own reach nobody’s prototype', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  const state = JSON.parse('{"__proto__":{"role":"owner","polluted":1},"constructor":{"prototype":{}}}');
  raw.awareness([{ client: 77, clock: 1, state }]);
  await eventually(() => nameOf(77) === 'Mallory');
  expect(others.ann.provider.awareness.getStates().get(77)?.role).toBe('editor');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  await others.drawOn();
  raw.socket.close();
});

test.each<[string, unknown]>([
  ['a list', []],
  ['a number', 7],
  ['a text', 'x'.repeat(100)],
  ['more than 1 KB', { mood: 'x'.repeat(2_000) }],
])('L4 presence that is %s ends its sender', async (_name, state) => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.awareness([{ client: 77, clock: 1, state }]);
  expect(await raw.closed).toBe('invalid-update');
  await others.drawOn();
});

test('A6 a clock at the end of its range does not shut its owner out', async () => {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.awareness([{ client: 77, clock: 2 ** 40, state: {} }]);
  expect(await raw.closed).toBe('invalid-update');
  const again = await RawSync.synced(server, room.roomId, mallory.token);
  again.awareness([{ client: 77, clock: 1, state: {} }]);
  await eventually(() => nameOf(77) === 'Mallory');
  again.socket.close();
  await others.drawOn();
});
