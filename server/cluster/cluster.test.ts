import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { strokeBytes } from '../../tests/support/strokes.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { Room } from '../rooms/room.ts';
import { ROOM_RECORD } from '../testing/roomFixture.ts';
import { appendTo } from './append.ts';
import { Cluster } from './cluster.ts';
import { keysOf, newsOf } from './keys.ts';

const WAIT = { timeout: 20_000, interval: 10 };
const ID = ROOM_RECORD.id;
const KEYS = keysOf(ID);
let redis: RedisServer;

beforeAll(async () => {
  redis = await RedisServer.start();
}, 30_000);
afterAll(() => redis.dispose());

async function startServers(count: number): Promise<Cluster[]> {
  const servers: Cluster[] = [];
  for (let i = 0; i < count; i++) {
    const server = await Cluster.open({ url: redis.url, clock: systemClock, log: createLogger('silent') });
    onTestFinished(() => server.close());
    servers.push(server);
  }
  await servers[0]?.link.command('FLUSHALL');
  await servers[0]?.store.createRoom(ROOM_RECORD);
  return servers;
}

async function openRoom(server: Cluster): Promise<Room> {
  const room = new Room(ROOM_RECORD, await server.store.loadDocument(ID), {
    openLog: server.openLog,
    channel: server.bus.open(ID),
    maxPeople: 40,
    now: Date.now,
  });
  onTestFinished(() => room.close());
  await room.channel.heard;
  room.channel.greet();
  return room;
}

/** A page's change, as the gate gives it to the room. */
function strokeUpdate(id: string, { client, y = 10 }: { client?: number; y?: number } = {}): Uint8Array {
  const doc = new Y.Doc();
  if (client !== undefined) doc.clientID = client;
  strokesOf(doc).set(id, strokeBytes('ann00000', { y }));
  return Y.encodeStateAsUpdate(doc);
}

const idsOf = (room: Room) => [...strokesOf(room.doc).keys()].sort();

test('X1 every server hears all changes in one order, its own among them', async () => {
  const servers = (await startServers(2)) as [Cluster, Cluster];
  const rooms = [await openRoom(servers[0]), await openRoom(servers[1])] as const;
  const heard: string[][] = [[], []];
  for (const [i, room] of rooms.entries()) {
    room.on('stored', ({ subject, version }) => heard[i]?.push(`${version} ${subject}`));
  }
  for (let i = 0; i < 40; i++) {
    const which = i % 2;
    rooms[which as 0 | 1].accept(strokeUpdate(`stroke-${i}`), `person-${which}`, null);
  }
  await vi.waitFor(() => expect(heard.map((one) => one.length)).toEqual([40, 40]), WAIT);
  expect(heard[0]).toEqual(heard[1]);
  expect(rooms[0].version).toBe(40);
  expect(idsOf(rooms[0])).toEqual(idsOf(rooms[1]));
  expect([...Y.decodeStateVector(rooms[0].storedStateVector)].length).toBe(40);
});

test('X1 after many changes some server makes a snapshot, and what is in it leaves the stream', async () => {
  const servers = (await startServers(2)) as [Cluster, Cluster];
  const room = await openRoom(servers[0]);
  for (let i = 0; i < 230; i++) room.accept(strokeUpdate(`stroke-${i}`), 'ann00000', null);
  await room.settled;
  await vi.waitFor(async () => {
    expect(await servers[0].link.client.xLen(KEYS.changes)).toBeLessThan(200);
  }, WAIT);
  const { snapshot, updates } = await servers[1].store.loadDocument(ID);
  expect((snapshot?.sequence ?? 0) + updates.length).toBe(230);
  expect(snapshot?.ledger.owners.length).toBe(snapshot?.sequence);
  expect(idsOf(await openRoom(servers[1]))).toEqual(idsOf(room));
});

test('X4 news that are lost, repeated or swapped change nothing, and what is sent twice is taken once', async () => {
  const servers = (await startServers(2)) as [Cluster, Cluster];
  const room = await openRoom(servers[0]);
  const heard: string[] = [];
  room.on('stored', ({ subject }) => heard.push(subject));
  for (const news of ['7', '3', '3', 'nonsense']) await servers[1].link.command('PUBLISH', newsOf(ID), news);
  const change = { subject: 'ben00000', update: strokeUpdate('stroke-of-ben') };
  const writer = { id: 'writer', known: 0, counter: 1 };
  for (let i = 0; i < 3; i++) await appendTo(servers[1].link, ID, writer, [change]);
  await appendTo(servers[1].link, ID, { ...writer, counter: 1 }, [
    change,
    { ...change, subject: 'cleo0000' },
  ]);
  await vi.waitFor(() => expect(heard).toEqual(['ben00000', 'cleo0000']), WAIT);
  expect(idsOf(room)).toEqual(['stroke-of-ben']);
});

test('X4 where a server stood still while others made a snapshot, it takes that over', async () => {
  const servers = (await startServers(2)) as [Cluster, Cluster];
  const [sleeper, other] = [await openRoom(servers[0]), await openRoom(servers[1])];
  // It hears of nothing while it stands still; what it drew before has not left it.
  const silent = vi.spyOn(servers[0].link, 'command').mockRejectedValue(new Error('asleep'));
  sleeper.accept(strokeUpdate('stroke-of-the-sleeper'), 'ann00000', null);
  for (let i = 0; i < 5; i++) other.accept(strokeUpdate(`stroke-${i}`), 'ben00000', null);
  await other.settled;
  const stored = await servers[1].store.loadDocument(ID);
  const ledger = { owners: [], erased: [] };
  await servers[1].store.compact(ID, { sequence: 5, state: Y.encodeStateAsUpdate(other.doc), ledger });
  expect(stored.updates.length).toBe(5);
  silent.mockRestore();
  other.accept(strokeUpdate('stroke-6'), 'ben00000', null);
  await vi.waitFor(() => expect(idsOf(sleeper).length).toBe(7), WAIT);
  await vi.waitFor(() => expect(idsOf(other)).toEqual(idsOf(sleeper)), WAIT);
  await vi.waitFor(() => expect(sleeper.unsaved).toBe(0), WAIT);
});

test('X5 of two changes under one number the first in the log counts, at every server', async () => {
  const servers = (await startServers(2)) as [Cluster, Cluster];
  const [one, two] = [await openRoom(servers[0]), await openRoom(servers[1])];
  const failed: unknown[] = [];
  two.on('failed', (error) => failed.push(error));
  // What two takes in has not reached the log when one's is read.
  const late = vi.spyOn(servers[1].link, 'run').mockRejectedValue(new Error('later'));
  two.accept(strokeUpdate('stroke-q', { client: 5, y: 300 }), 'ann00000', null);
  one.accept(strokeUpdate('stroke-p', { client: 5 }), 'ann00000', null);
  await vi.waitFor(() => expect(failed.length).toBe(1), WAIT);
  late.mockRestore();
  expect(String(failed[0])).toMatch(/the first in the log counts/);
  expect(idsOf(await openRoom(servers[1]))).toEqual(['stroke-p']);
});

test('X4 a room that was deleted is not brought back by a server that was cut off', async () => {
  const servers = (await startServers(2)) as [Cluster, Cluster];
  const room = await openRoom(servers[0]);
  room.accept(strokeUpdate('stroke-1'), 'ann00000', null);
  await room.settled;
  const failed: Error[] = [];
  room.on('failed', (error) => failed.push(error as Error));
  await servers[1].store.deleteRoom(ID);
  room.accept(strokeUpdate('stroke-2'), 'ann00000', null);
  await vi.waitFor(() => expect(failed.map(({ name }) => name)).toEqual(['RoomNotFoundError']), WAIT);
  expect(await servers[1].store.readRoom(ID)).toBeNull();
});
