import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import type { LogEntry } from '../../shared/sessionLog.ts';
import { strokeBytes } from '../../tests/support/strokes.ts';
import { createLogger } from '../log.ts';
import { RoomRegistry } from '../rooms/registry.ts';
import type { Room } from '../rooms/room.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { MemoryStore } from '../store/memoryStore.ts';
import { UpdateGate } from '../sync/updateGate.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { personOf } from '../testing/roomFixture.ts';
import { sha256 } from './chain.ts';
import { ownLogs } from './ownLog.ts';
import { Sessions } from './sessions.ts';
import { SigningKey } from './signingKey.ts';

const WILL = personOf('will0000', 'witness');
const OLGA = personOf('olga0000', 'operator');

/** A server's registry and sessions on a store. */
function start(store = new MemoryStore()) {
  const clock = new ManualClock();
  const { publicKey } = SigningKey.generate();
  const registry = new RoomRegistry({
    store,
    logs: ownLogs({ store, now: clock.now, publicKey }),
    clock,
    log: createLogger('silent'),
    maxPeople: 40,
    expiryDays: 30,
  });
  const troubles: unknown[] = [];
  const sessions = new Sessions({
    registry,
    now: clock.now,
    onTrouble: (_room, error) => troubles.push(error),
  });
  registry.on('opened', (room, opened) => {
    if (opened) sessions.attach(room, opened);
  });
  return { clock, registry, sessions, store, troubles, publicKey };
}

async function openSession({ registry }: ReturnType<typeof start>): Promise<Room> {
  const { roomId } = await registry.create('witness');
  return registry.open(roomId);
}

/** A person's document, whose changes the room takes. */
function join(room: Room, person: typeof WILL): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc));
  const gate = new UpdateGate(room);
  doc.on('update', (update: Uint8Array) => gate.admit(update, person));
  return doc;
}

async function entriesOf(store: MemoryStore, room: Room): Promise<LogEntry[]> {
  await room.settled;
  return (await store.readLog(room.id)).map((line) => JSON.parse(line));
}

test('Q5 who came, drew, erased, undid, set and went is written down, with digests', async () => {
  const server = start();
  const room = await openSession(server);
  const will = room.members.join(WILL, () => {});
  const doc = join(room, WILL);
  const bytes = strokeBytes(WILL.subject);
  const stroke = { id: 'stroke-1', digest: sha256(bytes) };
  strokesOf(doc).set('stroke-1', bytes);
  strokesOf(doc).delete('stroke-1');
  strokesOf(doc).set('stroke-1', bytes);
  settingsMapOf(doc).set('refine.nose', 0.25);
  const operator = join(room, OLGA);
  settingsMapOf(operator).set('shadow', true);
  will.leave();

  const told = (await entriesOf(server.store, room)).map(
    ({ n: _n, at: _at, previous: _previous, ...rest }) => rest,
  );
  expect(told).toEqual([
    { what: 'opened', who: null, room: room.id, kind: 'witness', key: server.publicKey },
    { what: 'joined', who: WILL.subject, name: 'will0000', role: 'witness' },
    { what: 'drew', who: WILL.subject, version: 2, stroke },
    { what: 'erased', who: WILL.subject, version: 3, stroke },
    { what: 'drew', who: WILL.subject, version: 4, stroke },
    { what: 'set', who: WILL.subject, version: 5, key: 'refine.nose', value: 0.25 },
    { what: 'guide', who: OLGA.subject, version: 6, on: true },
    { what: 'left', who: WILL.subject },
  ]);
});

test('Q5 a change is called stored only when its line is on disk too', async () => {
  const written: (() => void)[] = [];
  class SlowLog extends MemoryStore {
    override async appendLog(...args: Parameters<MemoryStore['appendLog']>): Promise<void> {
      await new Promise<void>((resolve) => written.push(resolve));
      return super.appendLog(...args);
    }
  }
  const room = await openSession(start(new SlowLog()));
  const stored: number[] = [];
  room.on('stored', ({ version }) => stored.push(version));
  strokesOf(join(room, WILL)).set('stroke-1', strokeBytes(WILL.subject));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  await turn();
  expect(stored).toEqual([]);
  for (const resolve of written) resolve();
  await room.settled;
  expect(stored).toEqual([2]);
});

test('Q5 what a crash left in the drawing but not in the log is named when the room comes back', async () => {
  const store = new MemoryStore();
  const first = start(store);
  const room = await openSession(first);
  const doc = join(room, WILL);
  const bytes = strokeBytes(WILL.subject);
  strokesOf(doc).set('stroke-1', bytes);
  await room.settled;
  // The change reached the disk, its line did not.
  const late = new Y.Doc();
  strokesOf(late).set('stroke-2', bytes);
  await store.appendUpdate(room.id, {
    sequence: 3,
    subject: WILL.subject,
    update: Y.encodeStateAsUpdate(late),
  });

  const again = await start(store).registry.open(room.id);
  expect((await entriesOf(store, again)).at(-1)).toMatchObject({
    what: 'resumed',
    version: 3,
    found: [{ id: 'stroke-2', digest: sha256(bytes) }],
    missing: [],
  });
});

test('Q11 a picture at rest goes out only when its line is on disk; drafts have none', async () => {
  const written: (() => void)[] = [];
  class SlowLog extends MemoryStore {
    override async appendLog(...args: Parameters<MemoryStore['appendLog']>): Promise<void> {
      await new Promise<void>((resolve) => written.push(resolve));
      return super.appendLog(...args);
    }
  }
  const server = start(new SlowLog());
  const room = await openSession(server);
  const sent: string[] = [];
  const picture = (final: boolean) =>
    ({ image: new Uint8Array([1]), stamp: { version: 1, modelVersion: 'm', final } }) as unknown as Picture;
  server.sessions.show(room, 'portrait', picture(false), [WILL.subject], () => sent.push('draft'));
  server.sessions.show(room, 'portrait', picture(true), [WILL.subject], () => sent.push('final'));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  await turn();
  expect(sent).toEqual(['draft']);
  for (const resolve of written) resolve();
  await turn();
  expect(sent).toEqual(['draft', 'final']);
  expect((await entriesOf(server.store, room)).filter(({ what }) => what === 'shown')).toMatchObject([
    { picture: 'portrait', seenBy: [WILL.subject] },
  ]);
});

test('Q4 a closed session takes no change, and everybody is asked to come back', async () => {
  const server = start();
  const room = await openSession(server);
  const doc = join(room, WILL);
  const heard: string[] = [];
  room.members.join(WILL, ({ reason }) => heard.push(reason));
  await server.sessions.close(room.id, OLGA.subject);
  await server.sessions.close(room.id, OLGA.subject);
  expect(heard).toEqual(['expired']);
  expect(() => strokesOf(doc).set('stroke-1', strokeBytes(WILL.subject))).toThrow(/closed/);
  const entries = await entriesOf(server.store, room);
  expect(entries.filter(({ what }) => what === 'closed')).toHaveLength(1);
  expect(entries.at(-1)).toMatchObject({ what: 'closed', who: OLGA.subject, why: 'asked' });
  expect((await start(server.store).registry.open(room.id)).closed).toBe(true);
});

test('Q4 a session whose closing was interrupted is closed when it comes back', async () => {
  const server = start();
  const room = await openSession(server);
  await server.sessions.close(room.id, OLGA.subject);
  await server.store.changeRoom(room.id, (record) => ({ ...record, closedAt: null }));
  const later = start(server.store);
  expect((await later.registry.open(room.id)).closed).toBe(true);
  expect(later.troubles).toEqual([]);
});

test('D4 a log whose chain is broken sets its room aside', async () => {
  const server = start();
  const room = await openSession(server);
  await room.settled;
  await server.store.appendLog(room.id, [{ n: 2, line: '{"n":2}' }]);
  await expect(start(server.store).registry.open(room.id)).rejects.toMatchObject({ reason: 'damaged' });
});

test('a room of another kind keeps no log', async () => {
  const server = start();
  const { roomId } = await server.registry.create('classroom');
  const room = await server.registry.open(roomId);
  strokesOf(join(room, personOf('ann00000'))).set('stroke-1', strokeBytes('ann00000'));
  expect(await entriesOf(server.store, room)).toEqual([]);
  await expect(server.sessions.close(roomId, 'ann00000')).rejects.toMatchObject({ reason: 'forbidden' });
});

test('Q5 a server that keeps no logs holds no witness sessions, and says why', async () => {
  const store = new MemoryStore();
  const clock = new ManualClock();
  const log = createLogger('silent');
  const registry = new RoomRegistry({ store, clock, log, maxPeople: 40, expiryDays: 30 });
  await expect(registry.create('witness')).rejects.toThrow(/keeps no session logs/);
  await registry.create('team');
});

test('Q5 Q11 who looks at the same picture again and again is written down once', async () => {
  const server = start();
  const room = await openSession(server);
  const picture = (byte: number) =>
    ({
      image: new Uint8Array([byte]),
      stamp: { version: 1, modelVersion: 'm', final: true },
    }) as unknown as Picture;
  let sent = 0;
  const show = (byte: number, ...seenBy: string[]) =>
    server.sessions.show(room, 'portrait', picture(byte), seenBy, () => sent++);
  show(1, WILL.subject);
  for (let i = 0; i < 50; i++) show(1, WILL.subject, OLGA.subject);
  show(2, WILL.subject);
  await server.sessions.seen(room, 'portrait', picture(2), WILL.subject);
  const shown = (await entriesOf(server.store, room)).filter(({ what }) => what === 'shown');
  expect(shown).toMatchObject([
    { seenBy: [WILL.subject] },
    { seenBy: [OLGA.subject] },
    { seenBy: [WILL.subject] },
  ]);
  expect(sent).toBe(52);
});
