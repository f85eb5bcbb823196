import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeRoomStore } from '../../tests/support/roomStoreContract.ts';
import { DamagedRoomError } from '../rooms/errors.ts';
import type { RoomRecord } from '../rooms/roomStore.ts';
import { LevelStore } from './levelStore.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limn-store-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describeRoomStore('LevelStore', () => LevelStore.open(folder));

const ROOM = 'room-of-the-tests';
const record: RoomRecord = {
  id: ROOM,
  createdAt: 1,
  lastVisitAt: 1,
  epoch: 1,
  secretHashes: { owner: 'a', editor: 'b', viewer: 'c' },
};
const update = (sequence: number) => ({
  sequence,
  subject: 'ann00000',
  update: new Uint8Array(100).fill(sequence),
});

/** A store with one room and these updates, closed again. */
async function prepare(count: number): Promise<void> {
  const store = await LevelStore.open(folder);
  await store.createRoom(record);
  for (let i = 1; i <= count; i++) await store.appendUpdate(ROOM, update(i));
  await store.close();
}

async function edit(change: (db: ClassicLevel<string, Uint8Array>) => Promise<void>): Promise<void> {
  const db = new ClassicLevel<string, Uint8Array>(folder, { valueEncoding: 'view' });
  await change(db);
  await db.close();
}

test('D2 everything is there after closing and opening', async () => {
  await prepare(3);
  const store = await LevelStore.open(folder);
  expect((await store.loadDocument(ROOM)).updates).toEqual([update(1), update(2), update(3)]);
  await store.close();
});

test('D4 a damaged update sets its room aside, names the reason and keeps the records', async () => {
  await prepare(3);
  const key = `update!${ROOM}!000000000002`;
  await edit(async (db) => {
    const bytes = (await db.get(key)) as Uint8Array;
    bytes[30] = (bytes[30] ?? 0) ^ 4;
    await db.put(key, bytes);
  });
  const troubles: string[] = [];
  const store = await LevelStore.open(folder, { onTrouble: (message) => troubles.push(message) });
  await expect(store.loadDocument(ROOM)).rejects.toThrow(DamagedRoomError);
  await expect(store.readRoom(ROOM)).rejects.toThrow(/checksum/);
  expect(troubles).toHaveLength(1);
  await store.close();
  await edit(async (db) => expect(await db.get(key)).toBeDefined());
});

test('D4 a missing update sets its room aside', async () => {
  await prepare(3);
  await edit((db) => db.del(`update!${ROOM}!000000000002`));
  const store = await LevelStore.open(folder);
  await expect(store.loadDocument(ROOM)).rejects.toThrow(/change 2 is missing/);
  await store.close();
});

test('updates left over from before a snapshot are no damage', async () => {
  await prepare(4);
  const store = await LevelStore.open(folder);
  await store.compact(ROOM, {
    sequence: 3,
    state: new Uint8Array([0, 0]),
    ledger: { owners: [], erased: [] },
  });
  await store.appendUpdate(ROOM, update(2));
  expect((await store.loadDocument(ROOM)).updates).toEqual([update(4)]);
  await store.close();
});

test('D2 a torn last write loses nothing before it', async () => {
  await prepare(5);
  const log = (await readdir(folder)).find((name) => name.endsWith('.log')) as string;
  const { size } = await stat(join(folder, log));
  await truncate(join(folder, log), size - 40);
  const store = await LevelStore.open(folder);
  expect((await store.loadDocument(ROOM)).updates).toEqual([1, 2, 3, 4].map(update));
  await store.close();
});

test.each<[string, () => Promise<unknown>]>([
  ['names a file that is not there', () => writeFile(join(folder, 'CURRENT'), 'MANIFEST-999999\n')],
  ['is garbage', () => writeFile(join(folder, 'CURRENT'), 'garbage')],
  ['is lost', () => rm(join(folder, 'CURRENT'))],
])('D4 a store whose index %s is repaired, and says so', async (_name, damage) => {
  await prepare(2);
  await damage();
  const troubles: string[] = [];
  const store = await LevelStore.open(folder, { onTrouble: (message) => troubles.push(message) });
  expect((await store.loadDocument(ROOM)).updates).toEqual([update(1), update(2)]);
  expect(troubles.join()).toMatch(/repair/);
  await store.close();
});

test('a damaged picture is no damage to its room', async () => {
  await prepare(1);
  await edit((db) => db.put(`picture!${ROOM}`, new Uint8Array([1, 2, 3])));
  const store = await LevelStore.open(folder);
  expect(await store.readPicture(ROOM)).toBeNull();
  expect(await store.readRoom(ROOM)).toEqual(record);
  await store.close();
});

test('two servers cannot open one folder', async () => {
  const store = await LevelStore.open(folder);
  await expect(LevelStore.open(folder)).rejects.toThrow();
  await store.close();
});
