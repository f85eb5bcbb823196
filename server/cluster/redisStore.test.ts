import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { describeRoomStore, describeSessionLogStore } from '../../tests/support/roomStoreContract.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { RedisLink } from './redisLink.ts';
import { RedisStore } from './redisStore.ts';
import { FolderShelf, redisShelf, type SnapshotShelf } from './snapshotShelf.ts';

const log = createLogger('silent');
let redis: RedisServer;
let folder: string;

beforeAll(async () => {
  redis = await RedisServer.start();
  folder = await mkdtemp(join(tmpdir(), 'limn-shelf-'));
}, 30_000);
afterAll(async () => {
  await redis.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function open(shelf: SnapshotShelf): Promise<RedisStore & { link: RedisLink }> {
  const link = new RedisLink({ url: redis.url, clock: systemClock, log });
  await vi.waitFor(() => expect(link.ready).toBe(true), { timeout: 20_000 });
  await link.command('FLUSHALL');
  const store = new RedisStore({ link, shelf, now: () => 1, onTrouble: () => {} });
  return Object.assign(store, { link, close: async () => link.close() });
}

describeRoomStore('RedisStore', () => open(redisShelf));
describeSessionLogStore('RedisStore', () => open(redisShelf));
describeRoomStore('RedisStore with snapshots in a folder', () => open(new FolderShelf(folder)));

const record = (id: string) => ({
  id,
  kind: 'free' as const,
  closedAt: null,
  createdAt: 1,
  lastVisitAt: 1,
  epoch: 1,
  secretHashes: { owner: 'a', editor: 'b', viewer: 'c' },
  kicked: [],
  endedAt: null,
});
const snapshot = (sequence: number) => ({
  sequence,
  state: new Uint8Array([sequence]),
  ledger: { owners: [], erased: [] },
});

test('X1 an older snapshot never replaces a newer one, and nothing is trimmed for it', async () => {
  const shelf = new FolderShelf(folder);
  const store = await open(shelf);
  await store.createRoom(record('room-of-two-servers'));
  for (let sequence = 1; sequence <= 5; sequence++) {
    await store.appendUpdate('room-of-two-servers', {
      sequence,
      subject: 'ann00000',
      update: new Uint8Array([1]),
    });
  }
  await store.compact('room-of-two-servers', snapshot(4));
  await store.compact('room-of-two-servers', snapshot(2));
  const { snapshot: kept, updates } = await store.loadDocument('room-of-two-servers');
  expect(kept?.sequence).toBe(4);
  expect(updates.map(({ sequence }) => sequence)).toEqual([5]);
  expect(await readdir(join(folder, 'room-of-two-servers'))).toContain('snapshot-4');
  await store.close();
});

test('X1 what a server writes of a room that was deleted meanwhile does not bring it back', async () => {
  const store = await open(redisShelf);
  await store.createRoom(record('room-that-is-gone'));
  await store.deleteRoom('room-that-is-gone');
  expect(await store.changeRoom('room-that-is-gone', (known) => known)).toBeNull();
  await store.touchRoom('room-that-is-gone', 5);
  await store.compact('room-that-is-gone', snapshot(2));
  expect(await store.readRoom('room-that-is-gone')).toBeNull();
  expect((await store.link.client.keys('*')).filter((key) => !key.endsWith(':gone'))).toEqual([]);
  await store.close();
});
