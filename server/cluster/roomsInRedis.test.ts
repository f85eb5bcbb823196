import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import type { LogAct } from '../../shared/sessionLog.ts';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { strokeBytes } from '../../tests/support/strokes.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { EMPTY_HEAD, writeLine } from '../sessionLog/chain.ts';
import { FileStore } from '../store/fileStore.ts';
import { ROOM_RECORD } from '../testing/roomFixture.ts';
import { CASE_KEY, keysOf, TOKEN_KEY } from './keys.ts';
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

/** The same of a witness session. @returns its log */
async function dataOfASession(): Promise<string[]> {
  await dataOfAServer('witness');
  const store = await FileStore.open(join(folder, 'rooms'));
  const key = 'k'.repeat(43);
  const acts: LogAct[] = [
    { what: 'opened', room: ID, kind: 'witness', key },
    { what: 'joined', name: 'Will', role: 'witness' },
    { what: 'left' },
  ];
  let head = EMPTY_HEAD;
  const lines = acts.map((act, i) => {
    const [line, next] = writeLine(head, 1_000 + i, act.what === 'opened' ? null : 'will0000', act);
    head = next;
    return line;
  });
  await store.appendLog(
    ID,
    lines.map((line, i) => ({ n: i + 1, line })),
  );
  await store.close();
  await writeFile(join(folder, 'case.key'), 'key of the cases');
  return lines;
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

test('D10 nothing that is in Redis is overwritten', async () => {
  await dataOfAServer();
  await rooms.restore(folder, []);
  expect((await rooms.restore(folder, []))[0]?.findings).toEqual([expect.stringMatching(/in Redis already/)]);
});

test('D10 Q24 a witness session comes into Redis and out of it with its log, and the key that signs cases too', async () => {
  const lines = await dataOfASession();
  expect(await rooms.restore(folder, [])).toMatchObject([{ id: ID, findings: [] }]);
  expect(String(await link.command('GET', CASE_KEY))).toBe('key of the cases');
  const backup = join(folder, 'backup');
  expect(await rooms.backUp(backup, [])).toMatchObject([{ id: ID, findings: [] }]);
  expect(await readFile(join(backup, 'case.key'), 'utf8')).toBe('key of the cases');
  const copied = await FileStore.open(join(backup, 'rooms'));
  expect(await copied.readLog(ID)).toEqual(lines);
  await copied.close();
  await link.command('FLUSHALL');
  expect(await rooms.restore(backup, [])).toMatchObject([{ id: ID, findings: [] }]);
  expect(await link.command('LLEN', keysOf(ID).session)).toBe(lines.length);
});

test('D10 D4 a session whose log does not hold together is told, and not copied', async () => {
  await dataOfASession();
  await rooms.restore(folder, []);
  await link.command('LSET', keysOf(ID).session, '1', '{"n":2}');
  expect((await rooms.inspect([]))[0]?.findings).toEqual([expect.stringMatching(/^Log line 2 /)]);
  expect((await rooms.backUp(join(folder, 'backup'), []))[0]?.findings).toHaveLength(1);
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
