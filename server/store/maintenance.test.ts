import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { strokeBytes } from '../../tests/support/strokes.ts';
import { FileStore } from './fileStore.ts';
import { backUpRooms, inspectRoom, inspectRooms, recoverRoom, restoreRooms } from './maintenance.ts';

const ROOM = 'room-of-the-tests';
const OTHER = 'room-of-the-others';
const NOW = 5_000;
let folder: string;
let rooms: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limn-maintenance-'));
  rooms = join(folder, 'rooms');
  const store = await FileStore.open(rooms);
  for (const id of [ROOM, OTHER]) {
    const secretHashes = { owner: 'a', editor: 'b', viewer: 'c' };
    const record = {
      id,
      kind: 'free',
      closedAt: null,
      createdAt: 1,
      lastVisitAt: 1,
      epoch: 1,
      secretHashes,
    } as const;
    await store.createRoom({ ...record, kicked: [], endedAt: null });
    const doc = new Y.Doc();
    let sequence = 0;
    const written: Promise<void>[] = [];
    doc.on('update', (update) => {
      written.push(store.appendUpdate(id, { sequence: ++sequence, subject: 'ann00000', update }));
    });
    for (let i = 0; i < 3; i++) strokesOf(doc).set(`stroke-${i}`, strokeBytes('ann00000'));
    await Promise.all(written);
  }
  await store.close();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The last of three changes cannot be read any more, and a server found that out. */
async function damageRoom(): Promise<void> {
  const file = join(rooms, ROOM, 'changes');
  const bytes = await readFile(file);
  const at = bytes.byteLength - 10;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
  const store = await FileStore.open(rooms);
  await expect(store.loadDocument(ROOM)).rejects.toThrow();
  await store.close();
}

test('D4 D10 a damaged room is listed with its finding, the others as whole', async () => {
  await damageRoom();
  const reports = await inspectRooms(rooms);
  expect(reports.map(({ id, aside, findings }) => [id, aside, findings.length > 0])).toEqual([
    [OTHER, false, false],
    [ROOM, true, true],
  ]);
});

test('D10 what can be read of a damaged room is recovered, and its damaged files are kept', async () => {
  await damageRoom();
  const damaged = await readFile(join(rooms, ROOM, 'changes'));
  const report = await recoverRoom(rooms, join(folder, 'damaged'), ROOM, NOW);
  expect(report).toMatchObject({ strokes: 2, findings: [], aside: false, lastVisitAt: NOW });
  expect(await readFile(join(folder, 'damaged', `${ROOM}-${NOW}`, 'changes'))).toEqual(damaged);
  const store = await FileStore.open(rooms);
  expect(await store.readRoom(ROOM)).not.toBeNull();
  // Versions never fall: what the damaged room had counted is not given out again.
  expect((await store.loadDocument(ROOM)).snapshot?.sequence).toBe(3);
  await store.close();
});

test('D10 a backup made while a server runs can be put back; the room that was there is kept', async () => {
  const store = await FileStore.open(rooms);
  const backup = join(folder, 'backup');
  const copied = await backUpRooms(rooms, backup);
  expect(copied.map(({ strokes, findings }) => [strokes, findings])).toEqual([
    [3, []],
    [3, []],
  ]);
  await expect(restoreRooms(backup, rooms, join(folder, 'replaced'), NOW)).rejects.toThrow(/Stop the server/);
  await store.deleteRoom(OTHER);
  await store.close();
  await damageRoom();
  const restored = await restoreRooms(backup, rooms, join(folder, 'replaced'), NOW);
  expect(restored.map(({ strokes, aside }) => [strokes, aside])).toEqual([
    [3, false],
    [3, false],
  ]);
  expect(await inspectRoom(join(folder, 'replaced'), `${ROOM}-${NOW}`)).toMatchObject({ aside: true });
});
