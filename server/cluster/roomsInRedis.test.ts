import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { strokeBytes } from '../../tests/support/strokes.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { FileStore } from '../store/fileStore.ts';
import { ROOM_RECORD } from '../testing/roomFixture.ts';
import { keysOf, TOKEN_KEY } from './keys.ts';
import { RedisLink } from './redisLink.ts';
import { RoomsInRedis } from './roomsInRedis.ts';

const ID = ROOM_RECORD.id;
let redis: RedisServer;
let link: RedisLink;
let rooms: RoomsInRedis;
let folder: string;

beforeAll(async () => {
  redis = await RedisServer.start();
  link = new RedisLink({ url: redis.url, clock: systemClock, log: createLogger('silent') });
  await vi.waitFor(() => expect(link.ready).toBe(true), { timeout: 20_000 });
  rooms = await RoomsInRedis.open(redis.url);
}, 30_000);
beforeEach(async () => {
  await link.command('FLUSHALL');
  folder = await mkdtemp(join(tmpdir(), 'limn-rooms-'));
  return () => rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  rooms.close();
  link.close();
  await redis.dispose();
});

/** What a server that was alone left: one room of two strokes, one of them erased, with a version. */
async function dataOfAServer(kind: 'free' | 'witness' = 'free'): Promise<void> {
  const store = await FileStore.open(join(folder, 'rooms'));
  await store.createRoom({ ...ROOM_RECORD, kind, lastVisitAt: 5 });
  const doc = new Y.Doc();
  let sequence = 0;
  const written: Promise<void>[] = [];
  doc.on('update', (update: Uint8Array) => {
    written.push(store.appendUpdate(ID, { sequence: ++sequence, subject: 'ann00000', update }));
  });
  strokesOf(doc).set('stroke-1', strokeBytes('ann00000'));
  strokesOf(doc).set('stroke-2', strokeBytes('ann00000', { y: 200 }));
  strokesOf(doc).delete('stroke-1');
  await Promise.all(written);
  const head = {
    id: 'version-00000001',
    at: 7,
    reason: 'rest' as const,
    name: null,
    by: null,
    people: [],
    version: 2,
  };
  const state = Y.encodeStateAsUpdate(doc);
  await store.writeVersion(ID, {
    head: { ...head, strokes: 1, bytes: 0, portraitOf: null },
    state,
    portrait: null,
  });
  await store.close();
  await writeFile(join(folder, 'token.key'), 'key-of-the-server-that-was-alone');
}

test('D10 rooms of a server that was alone come into Redis whole, and its key too', async () => {
  await dataOfAServer();
  const [report] = await rooms.restore(folder, []);
  expect(report).toMatchObject({ id: ID, strokes: 1, findings: [], aside: false });
  expect(report?.lastVisitAt).toBeGreaterThan(5);
  expect(String(await link.command('GET', TOKEN_KEY))).toBe('key-of-the-server-that-was-alone');
  expect(await rooms.inspect([])).toMatchObject([{ id: ID, strokes: 1 }]);
});

test('D10 what a backup holds comes back after all was lost, versions and who may put back what included', async () => {
  await dataOfAServer();
  await rooms.restore(folder, []);
  const backup = join(folder, 'backup');
  await rooms.backUp(backup, []);
  await link.command('FLUSHALL');
  expect(await rooms.inspect([])).toEqual([]);
  expect(await rooms.restore(backup, [])).toMatchObject([{ id: ID, strokes: 1, findings: [] }]);
  const copied = await FileStore.open(join(backup, 'rooms'));
  const { snapshot } = await copied.loadDocument(ID);
  expect(snapshot?.sequence).toBe(3);
  expect(snapshot?.ledger.erased.map(([id]) => id)).toEqual(['stroke-1']);
  expect((await copied.listVersions(ID)).map(({ id }) => id)).toEqual(['version-00000001']);
  await copied.close();
});

test('D10 nothing that is in Redis is overwritten, and a witness session is left with its server', async () => {
  await dataOfAServer();
  await rooms.restore(folder, []);
  expect((await rooms.restore(folder, []))[0]?.findings).toEqual([expect.stringMatching(/in Redis already/)]);
  await link.command('FLUSHALL');
  await rm(join(folder, 'rooms'), { recursive: true });
  await dataOfAServer('witness');
  expect((await rooms.restore(folder, []))[0]?.findings).toEqual([expect.stringMatching(/witness session/)]);
  expect(await rooms.inspect([])).toEqual([]);
});

test('D10 D4 a damaged room is told, and others are copied all the same', async () => {
  await dataOfAServer();
  await rooms.restore(folder, []);
  await link.command('SET', keysOf(ID).snapshot, 'nonsense');
  const [report] = await rooms.inspect([]);
  expect(report).toMatchObject({ id: ID, aside: true, findings: [expect.stringMatching(/cannot be read/)] });
  expect(await rooms.backUp(join(folder, 'backup'), [])).toMatchObject([{ id: ID, aside: true }]);
  expect((await rooms.inspect(['nowhere-nowhere-1']))[0]?.findings).toEqual(['there is no such room']);
});
