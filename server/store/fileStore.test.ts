import { appendFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeRoomStore, describeSessionLogStore } from '../../tests/support/roomStoreContract.ts';
import { DamagedRoomError } from '../rooms/errors.ts';
import type { RoomRecord } from '../rooms/roomStore.ts';
import { FileStore } from './fileStore.ts';
import { FolderLockedError } from './folderLock.ts';
import type { RoomFile } from './roomFolder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limn-store-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describeRoomStore('FileStore', () => FileStore.open(folder));
describeSessionLogStore('FileStore', () => FileStore.open(folder));

const ROOM = 'room-of-the-tests';
const record: RoomRecord = {
  id: ROOM,
  kind: 'free',
  createdAt: 1,
  lastVisitAt: 1,
  epoch: 1,
  closedAt: null,
  secretHashes: { owner: 'a', editor: 'b', viewer: 'c' },
  kicked: [],
  endedAt: null,
};
const update = (sequence: number) => ({
  sequence,
  subject: 'ann00000',
  update: new Uint8Array(100).fill(sequence),
});
const snapshotOf = (sequence: number) => ({
  sequence,
  state: new Uint8Array([0, 0]),
  ledger: { owners: [], erased: [] },
});
const file = (name: RoomFile) => join(folder, ROOM, name);

/** A store with one room and these updates, closed again. */
async function prepare(count: number): Promise<void> {
  const store = await FileStore.open(folder);
  await store.createRoom(record);
  for (let i = 1; i <= count; i++) await store.appendUpdate(ROOM, update(i));
  await store.close();
}

async function flipBit(name: RoomFile, byte: number): Promise<void> {
  const bytes = await readFile(file(name));
  bytes[byte] = (bytes[byte] ?? 0) ^ 4;
  await writeFile(file(name), bytes);
}

test('D2 everything is there after closing and opening', async () => {
  await prepare(3);
  const store = await FileStore.open(folder);
  expect((await store.loadDocument(ROOM)).updates).toEqual([update(1), update(2), update(3)]);
  await store.close();
});

test('D4 a damaged change sets its room aside, names the reason and keeps the files', async () => {
  await prepare(3);
  await flipBit('changes', 200);
  const before = await readFile(file('changes'));
  const troubles: string[] = [];
  const store = await FileStore.open(folder, { onTrouble: (message) => troubles.push(message) });
  await expect(store.loadDocument(ROOM)).rejects.toThrow(DamagedRoomError);
  await expect(store.readRoom(ROOM)).rejects.toThrow(/checksum/);
  expect(troubles).toHaveLength(1);
  expect(await readFile(file('changes'))).toEqual(before);
  await store.close();
});

test('D4 changes lost at the end are noticed', async () => {
  await prepare(3);
  const { size } = await stat(file('changes'));
  await truncate(file('changes'), (size / 3) * 2);
  const store = await FileStore.open(folder);
  await expect(store.loadDocument(ROOM)).rejects.toThrow(/change 3 is missing/);
  await store.close();
});

test('D4 a lost snapshot is noticed', async () => {
  await prepare(3);
  const store = await FileStore.open(folder);
  await store.compact(ROOM, snapshotOf(3));
  await rm(file('snapshot'));
  await expect(store.loadDocument(ROOM)).rejects.toThrow(/change 1 is missing/);
  await store.close();
});

test('changes left over from before a snapshot are no damage', async () => {
  await prepare(4);
  const leftOver = await readFile(file('changes'));
  const store = await FileStore.open(folder);
  await store.compact(ROOM, snapshotOf(3));
  await writeFile(file('changes'), leftOver);
  expect((await store.loadDocument(ROOM)).updates).toEqual([update(4)]);
  await store.close();
});

test('D2 a torn last write loses nothing before it, and what is written next is readable', async () => {
  await prepare(2);
  const whole = await readFile(file('changes'));
  await appendFile(file('changes'), whole.subarray(0, 50));
  const troubles: string[] = [];
  const store = await FileStore.open(folder, { onTrouble: (message) => troubles.push(message) });
  expect((await store.loadDocument(ROOM)).updates).toEqual([update(1), update(2)]);
  expect(troubles.join()).toMatch(/torn/);
  await store.appendUpdate(ROOM, update(3));
  expect((await store.loadDocument(ROOM)).updates).toEqual([1, 2, 3].map(update));
  await store.close();
});

test('D6 after a write that failed none is taken until the room was read anew: there is no gap', async () => {
  await prepare(1);
  const store = await FileStore.open(folder);
  const before = await readFile(file('changes'));
  // A folder in the file's place refuses every write.
  await rm(file('changes'));
  await mkdir(file('changes'));
  await expect(store.appendUpdate(ROOM, update(2))).rejects.toThrow(/EISDIR/);
  await rm(file('changes'), { recursive: true });
  await writeFile(file('changes'), before);
  await expect(store.appendUpdate(ROOM, update(3))).rejects.toThrow(/EISDIR/);
  expect((await store.loadDocument(ROOM)).updates).toEqual([update(1)]);
  await store.appendUpdate(ROOM, update(2));
  expect((await store.loadDocument(ROOM)).updates).toEqual([update(1), update(2)]);
  await store.close();
});

test.each([
  ['a flipped bit', () => flipBit('session', 40)],
  ['a lost end', () => truncate(file('session'), 0)],
])('D4 a session log with %s sets its room aside', async (_name, damage) => {
  await prepare(1);
  const store = await FileStore.open(folder);
  await store.appendLog(ROOM, [{ n: 1, line: 'one line of the log, long enough to be hit' }]);
  await damage();
  await expect(store.readLog(ROOM)).rejects.toThrow(/session log/);
  await expect(store.readRoom(ROOM)).rejects.toThrow(/session log/);
  await store.close();
});

test('D2 a torn last line of a session log loses nothing before it', async () => {
  await prepare(1);
  const store = await FileStore.open(folder);
  await store.appendLog(ROOM, [{ n: 1, line: 'one' }]);
  const whole = await readFile(file('session'));
  await appendFile(file('session'), whole.subarray(0, 12));
  expect(await store.readLog(ROOM)).toEqual(['one']);
  await store.appendLog(ROOM, [{ n: 2, line: 'two' }]);
  expect(await store.readLog(ROOM)).toEqual(['one', 'two']);
  await store.close();
});

test('a damaged picture is no damage to its room', async () => {
  await prepare(1);
  await writeFile(file('picture'), new Uint8Array([1, 2, 3]));
  const store = await FileStore.open(folder);
  expect(await store.readPicture(ROOM)).toBeNull();
  expect(await store.readRoom(ROOM)).toEqual(record);
  await store.close();
});

test('two servers cannot open one folder; the next one can once the first has gone', async () => {
  const store = await FileStore.open(folder);
  await expect(FileStore.open(folder)).rejects.toThrow(FolderLockedError);
  await store.close();
  await (await FileStore.open(folder)).close();
});
