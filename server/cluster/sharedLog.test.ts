import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import type { LogEntry } from '../../shared/sessionLog.ts';
import { RedisServer } from '../../tests/support/redisServer.ts';
import { strokeBytes } from '../../tests/support/strokes.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { RoomRegistry } from '../rooms/registry.ts';
import type { Room } from '../rooms/room.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { sha256 } from '../sessionLog/chain.ts';
import { sessionOf } from '../sessionLog/sessionState.ts';
import { Sessions } from '../sessionLog/sessions.ts';
import { UpdateGate } from '../sync/updateGate.ts';
import { personOf } from '../testing/roomFixture.ts';
import { appendTo } from './append.ts';
import { Cluster } from './cluster.ts';
import { APPEND } from './documentScripts.ts';
import { keysOf } from './keys.ts';
import { StoreAwayError } from './redisLink.ts';
import { WRITE_LINES } from './sharedLogScripts.ts';

const WAIT = { timeout: 20_000, interval: 10 };
const KEY = 'k'.repeat(43);
const WILL = personOf('will0000', 'witness');
const OLGA = personOf('olga0000', 'operator');
let redis: RedisServer;
/** looks at Redis, and holds no room */
let outside: Cluster;

beforeAll(async () => {
  redis = await RedisServer.start();
  outside = await Cluster.open({ url: redis.url, clock: systemClock, log: createLogger('silent') });
}, 30_000);
beforeEach(async () => {
  await outside.link.command('FLUSHALL');
});
afterAll(async () => {
  await outside.close();
  await redis.dispose();
});

/** A server as far as rooms and their logs go. */
async function startServer(publicKey = KEY) {
  const log = createLogger('silent');
  const cluster = await Cluster.open({ url: redis.url, clock: systemClock, log });
  const { store, bus, openLog } = cluster;
  const options = { store, bus, openLog, clock: systemClock, log, maxPeople: 40, expiryDays: 30 };
  const registry = new RoomRegistry({ ...options, logs: cluster.sessionLogs(publicKey) });
  const troubles: unknown[] = [];
  const onTrouble = (_room: string, error: unknown) => void troubles.push(error);
  const sessions = new Sessions({ registry, now: Date.now, onTrouble });
  registry.on('opened', (room, opened) => {
    if (opened) sessions.attach(room, opened);
  });
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= registry.close().then(() => cluster.close());
    return closing;
  };
  onTestFinished(close);
  return { cluster, registry, sessions, troubles, close };
}
type Server = Awaited<ReturnType<typeof startServer>>;

/** A witness session that two servers have open. */
async function sessionAtTwo() {
  const servers = [await startServer(), await startServer()] as [Server, Server];
  const { roomId } = await servers[0].registry.create('witness');
  const rooms = await Promise.all(servers.map(({ registry }) => registry.open(roomId)));
  return { servers, rooms: rooms as [Room, Room], roomId };
}

/** A person's page, as far as it goes to the room and the room comes to it. */
function join(room: Room, person: typeof WILL): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc), 'room');
  room.on('stored', ({ update }) => Y.applyUpdate(doc, update, 'room'));
  const gate = new UpdateGate(room);
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'room') gate.admit(update, person);
  });
  return doc;
}

const draw = (doc: Y.Doc, id: string, y = 10) => strokesOf(doc).set(id, strokeBytes(WILL.subject, { y }));

const linesOf = (roomId: string) => outside.store.readLog(roomId);
async function entriesOf(roomId: string): Promise<LogEntry[]> {
  const lines = await linesOf(roomId);
  sessionOf(lines);
  return lines.map((line) => JSON.parse(line));
}

/** What the log says of the drawing is what the drawing is. */
async function expectToAgree(roomId: string, { doc }: Room): Promise<void> {
  const said = Object.fromEntries(sessionOf(await linesOf(roomId)).strokes);
  expect(said).toEqual(Object.fromEntries([...strokesOf(doc)].map(([id, bytes]) => [id, sha256(bytes)])));
}

test('Q23 what is done at two servers stands in one log, each thing once and in the order that counts', async () => {
  const { rooms, roomId } = await sessionAtTwo();
  const [will, olga] = [join(rooms[0], WILL), join(rooms[1], OLGA)];
  draw(will, 'stroke-1');
  await vi.waitFor(() => expect(strokesOf(olga).has('stroke-1')).toBe(true), WAIT);
  strokesOf(olga).delete('stroke-1');
  settingsMapOf(olga).set('shadow', true);
  await vi.waitFor(() => expect(settingsMapOf(will).get('shadow')).toBe(true), WAIT);
  draw(will, 'stroke-1');
  await vi.waitFor(() => expect(strokesOf(olga).has('stroke-1')).toBe(true), WAIT);
  const stroke = { id: 'stroke-1', digest: sha256(strokeBytes(WILL.subject, { y: 10 })) };
  const told = (await entriesOf(roomId)).map(({ n: _, at: __, previous: ___, ...rest }) => rest);
  expect(told).toEqual([
    { what: 'opened', who: null, room: roomId, kind: 'witness', key: KEY },
    { what: 'drew', who: WILL.subject, version: 2, stroke },
    { what: 'erased', who: OLGA.subject, version: 3, stroke },
    { what: 'guide', who: OLGA.subject, version: 4, on: true },
    { what: 'drew', who: WILL.subject, version: 5, stroke },
  ]);
});

test('Q23 of lines that several servers write at the same moment none is lost, doubled or out of the chain', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const docs = rooms.map((room) => join(room, WILL));
  for (let i = 0; i < 60; i++) {
    draw(docs[i % 2] as Y.Doc, `stroke-${i}`, i);
    for (const [which, { sessions }] of servers.entries()) {
      const text = `${which} ${i}`;
      void sessions.note(rooms[which] as Room, OLGA.subject, {
        what: 'comment',
        id: `comment-${which}-${i}`,
        change: 'written',
        text,
      });
    }
  }
  await vi.waitFor(() => {
    for (const doc of docs) expect(strokesOf(doc).size).toBe(60);
  }, WAIT);
  await Promise.all(rooms.map((room) => room.settled));
  const entries = await entriesOf(roomId);
  const drawn = entries.flatMap((entry) => (entry.what === 'drew' ? [entry.version] : []));
  expect(drawn).toEqual(Array.from({ length: 60 }, (_, i) => i + 2));
  const said = entries.flatMap((entry) => (entry.what === 'comment' ? [entry.text] : []));
  expect(new Set(said).size).toBe(120);
  expect(said.length).toBe(120);
  // Each server's own acts keep their order.
  for (const which of ['0', '1']) {
    const own = said.flatMap((text) => (text?.startsWith(`${which} `) ? [Number(text.slice(2))] : []));
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
  await expectToAgree(roomId, rooms[0]);
  expect(servers.flatMap(({ troubles }) => troubles)).toEqual([]);
});

test('Q23 where two erase and put back one stroke at the same moment, the log says what the drawing is', async () => {
  const { rooms, roomId } = await sessionAtTwo();
  const docs = rooms.map((room) => join(room, WILL)) as [Y.Doc, Y.Doc];
  for (let i = 0; i < 30; i++) {
    const id = `stroke-${i % 3}`;
    for (const doc of docs) {
      if (strokesOf(doc).has(id)) strokesOf(doc).delete(id);
      else draw(doc, id, i % 3);
    }
    if (i % 5 === 0) await Promise.all(rooms.map((room) => room.settled));
  }
  await Promise.all(rooms.map((room) => room.settled));
  await vi.waitFor(
    () => expect([...strokesOf(docs[0]).keys()].sort()).toEqual([...strokesOf(docs[1]).keys()].sort()),
    WAIT,
  );
  await vi.waitFor(() => expectToAgree(roomId, rooms[1]), WAIT);
});

test('Q5 Q23 no server calls a change stored or relays it before its line is in Redis', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const heard: string[] = [];
  for (const [i, room] of rooms.entries()) room.on('stored', () => heard.push(`stored at ${i}`));
  const spies = servers.map(({ cluster: { link } }) => {
    const run = link.run.bind(link);
    return vi.spyOn(link, 'run').mockImplementation((script, ...rest) => {
      if (script === WRITE_LINES) return Promise.reject(new StoreAwayError(null));
      return run(script, ...rest);
    });
  });
  draw(join(rooms[0], WILL), 'stroke-1');
  const inRedis = async () => (await outside.store.loadDocument(roomId)).updates.length;
  await vi.waitFor(async () => expect(await inRedis()).toBe(2), WAIT);
  await vi.waitFor(
    () => expect(spies[0]?.mock.calls.filter(([script]) => script === WRITE_LINES).length).toBeGreaterThan(1),
    WAIT,
  );
  expect(heard).toEqual([]);
  for (const spy of spies) spy.mockRestore();
  await vi.waitFor(() => expect([...heard].sort()).toEqual(['stored at 0', 'stored at 1']), WAIT);
  expect((await entriesOf(roomId)).filter(({ what }) => what === 'drew')).toHaveLength(1);
});

test('Q24 a change whose server died before it wrote its line gets it from another server, or from the next that opens the room', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const dead = { id: 'a server that died', known: 1 };
  const late = new Y.Doc();
  let update = new Uint8Array();
  late.on('update', (bytes: Uint8Array) => {
    update = new Uint8Array(bytes);
  });
  draw(late, 'stroke-1');
  await appendTo(outside.link, roomId, { ...dead, counter: 1 }, [{ subject: WILL.subject, update }]);
  await vi.waitFor(() => expect(strokesOf(rooms[1].doc).has('stroke-1')).toBe(true), WAIT);
  for (const server of servers) await server.close();
  draw(late, 'stroke-2', 50);
  await appendTo(outside.link, roomId, { ...dead, counter: 2 }, [{ subject: WILL.subject, update }]);
  const again = await (await startServer()).registry.open(roomId);
  expect([...strokesOf(again.doc).keys()].sort()).toEqual(['stroke-1', 'stroke-2']);
  const entries = await entriesOf(roomId);
  expect(entries.filter(({ what }) => what === 'drew')).toMatchObject([
    { who: WILL.subject, version: 2, stroke: { id: 'stroke-1' } },
    { who: WILL.subject, version: 3, stroke: { id: 'stroke-2' } },
  ]);
  expect(entries.some(({ what }) => what === 'resumed')).toBe(false);
});

test('Q25 who comes and goes by whichever servers is written down once; people of a server that died have left', {
  timeout: 60_000,
}, async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const [here, there] = rooms.map((room) => room.members.join(WILL, () => {}));
  rooms[0].members.join(OLGA, () => {});
  await Promise.all(rooms.map((room) => room.settled));
  here?.leave();
  await Promise.all(rooms.map((room) => room.settled));
  const visits = async () =>
    (await entriesOf(roomId)).flatMap(({ what, who }) =>
      what === 'joined' || what === 'left' ? [`${who} ${what}`] : [],
    );
  await vi.waitFor(
    async () => expect((await visits()).sort()).toEqual(['olga0000 joined', 'will0000 joined']),
    WAIT,
  );
  there?.leave();
  await vi.waitFor(async () => expect(await visits()).toContain('will0000 left'), WAIT);
  // Without a word: its leases in Redis run out.
  vi.spyOn(servers[0].cluster.link, 'command').mockRejectedValue(new StoreAwayError(null));
  await vi.waitFor(async () => expect(await visits()).toContain('olga0000 left'), {
    ...WAIT,
    timeout: 30_000,
  });
  expect((await visits()).length).toBe(4);
  vi.restoreAllMocks();
  // It was not dead after all.
  await vi.waitFor(async () => expect((await visits()).slice(4)).toEqual(['olga0000 joined']), WAIT);
});

test('Q25 Q11 a look at a picture is written down once, whichever servers the people are at', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const picture = {
    image: new Uint8Array([1]),
    stamp: { version: 1, modelVersion: 'm', final: true },
  } as unknown as Picture;
  const shown: string[] = [];
  const show = (which: 0 | 1, ...seenBy: string[]) =>
    servers[which].sessions.show(rooms[which], 'portrait', picture, seenBy, () => shown.push(seenBy.join()));
  show(0, WILL.subject, OLGA.subject);
  show(1, WILL.subject);
  show(1, 'vera0000');
  await vi.waitFor(() => expect(shown.length).toBe(3), WAIT);
  show(0, 'vera0000', WILL.subject);
  await vi.waitFor(() => expect(shown.length).toBe(4), WAIT);
  const looks = (await entriesOf(roomId)).flatMap((entry) => (entry.what === 'shown' ? entry.seenBy : []));
  expect(looks.sort()).toEqual(['olga0000', 'vera0000', 'will0000']);
});

test('Q26 a session is closed once, behind all that was drawn at whichever server; what comes later is not taken', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const docs = rooms.map((room) => join(room, WILL)) as [Y.Doc, Y.Doc];
  for (let i = 0; i < 10; i++) draw(docs[(i % 2) as 0 | 1], `stroke-${i}`, i);
  await Promise.all(servers.map(({ sessions }) => sessions.close(roomId, OLGA.subject).catch(() => {})));
  await vi.waitFor(async () => expect((await outside.store.readRoom(roomId))?.closedAt).not.toBeNull(), WAIT);
  const entries = await entriesOf(roomId);
  const closed = entries.findIndex(({ what }) => what === 'closed');
  expect(entries.filter(({ what }) => what === 'closed')).toHaveLength(1);
  expect(entries.slice(closed).some(({ what }) => what === 'drew')).toBe(false);
  const writer = { id: 'late', known: 0, counter: 1 };
  const late = { subject: WILL.subject, update: Y.encodeStateAsUpdate(docs[0]) };
  expect(await appendTo(outside.link, roomId, writer, [late])).toBe('closed');
  const again = await (await startServer()).registry.open(roomId);
  expect(again.closed).toBe(true);
  await expectToAgree(roomId, again);
});

test('Q26 a change on its way while another server closes the session is refused, and its room comes back closed', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const doc = join(rooms[1], WILL);
  const { link } = servers[1].cluster;
  const command = link.command.bind(link);
  let release = () => {};
  const closedMeanwhile = new Promise<void>((resolve) => {
    release = resolve;
  });
  vi.spyOn(link, 'command').mockImplementation(async (...args) => {
    if (args[1] === APPEND) await closedMeanwhile;
    return command(...args);
  });
  draw(doc, 'stroke-1');
  await servers[0].sessions.close(roomId, OLGA.subject);
  release();
  await vi.waitFor(() => expect(rooms[1].failed || rooms[1].closed).toBe(true), WAIT);
  vi.restoreAllMocks();
  await vi.waitFor(async () => expect((await servers[1].registry.open(roomId)).closed).toBe(true), WAIT);
  expect((await entriesOf(roomId)).some(({ what }) => what === 'drew')).toBe(false);
});

test('Q7 Q23 what is taken of a session that goes on at two servers is of one moment', async () => {
  const { servers, rooms } = await sessionAtTwo();
  const docs = rooms.map((room) => join(room, WILL)) as [Y.Doc, Y.Doc];
  const taken = [];
  for (let i = 0; i < 20; i++) {
    draw(docs[(i % 2) as 0 | 1], `stroke-${i}`, i);
    if (i % 4 !== 0) continue;
    const which = ((i / 4) % 2) as 0 | 1;
    const read = (doc: Y.Doc) => [...strokesOf(doc).keys()].sort();
    taken.push(servers[which].sessions.logOf(rooms[which]).take(OLGA.subject, read));
  }
  for (const { lines, head, drawing } of await Promise.all(taken)) {
    expect(lines.length).toBe(head.lines);
    expect([...sessionOf(lines).strokes.keys()].sort()).toEqual(drawing);
  }
});

test('Q7 Q23 where lines are there before their changes, what is taken waits for these', async () => {
  const { servers, rooms } = await sessionAtTwo();
  const { link } = servers[0].cluster;
  const command = link.command.bind(link);
  let goOn = () => {};
  const stream = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  vi.spyOn(link, 'command').mockImplementation(async (...args) => {
    if (args[0] === 'XRANGE') await stream;
    return command(...args);
  });
  draw(join(rooms[1], WILL), 'stroke-1');
  const log = servers[0].sessions.logOf(rooms[0]);
  await vi.waitFor(
    async () => expect([...sessionOf(await log.lines()).strokes.keys()]).toEqual(['stroke-1']),
    WAIT,
  );
  const taken = log.take(OLGA.subject, (doc) => [...strokesOf(doc).keys()]);
  // Whoever does not wait has answered by then.
  await log.lines();
  goOn();
  const { drawing, lines } = await taken;
  expect(drawing).toEqual(['stroke-1']);
  expect([...sessionOf(lines).strokes.keys()]).toEqual(['stroke-1']);
});

test('X4 Q24 lines that Redis forgot are put back by a server that read them, and nothing is written twice', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const docs = rooms.map((room) => join(room, WILL)) as [Y.Doc, Y.Doc];
  rooms[0].members.join(OLGA, () => {});
  for (let i = 0; i < 6; i++) draw(docs[(i % 2) as 0 | 1], `stroke-${i}`, i);
  await vi.waitFor(() => expect(strokesOf(docs[0]).size + strokesOf(docs[1]).size).toBe(12), WAIT);
  await Promise.all(rooms.map((room) => room.settled));
  const before = await linesOf(roomId);
  const { meta, session } = keysOf(roomId);
  await outside.link.command('LTRIM', session, '0', '3');
  await outside.link.command('HSET', meta, 'logHead', sha256(before[3] as string), 'logged', '3');
  draw(docs[1], 'stroke-late', 300);
  await vi.waitFor(() => expect(strokesOf(docs[0]).has('stroke-late')).toBe(true), WAIT);
  expect((await linesOf(roomId)).slice(0, before.length)).toEqual(before);
  await redis.stop();
  await redis.resume();
  draw(docs[0], 'stroke-last', 400);
  await vi.waitFor(() => expect(strokesOf(docs[1]).has('stroke-last')).toBe(true), WAIT);
  await vi.waitFor(() => expectToAgree(roomId, rooms[0]), WAIT);
  expect((await linesOf(roomId)).slice(0, before.length)).toEqual(before);
  expect((await entriesOf(roomId)).filter(({ what }) => what === 'joined')).toHaveLength(1);
  expect(servers.flatMap(({ troubles }) => troubles)).toEqual([]);
});

test('Q24 where others wrote on after Redis forgot lines, the room is read anew, and the next line names what they lack', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  const doc = join(rooms[0], WILL);
  draw(doc, 'stroke-1');
  await vi.waitFor(() => expect(strokesOf(rooms[1].doc).size).toBe(1), WAIT);
  await rooms[0].settled;
  await servers[1].close();
  const [opened] = await linesOf(roomId);
  const { meta, session } = keysOf(roomId);
  // Another chain, as a server writes it that never saw the second line.
  const other = JSON.stringify({
    n: 2,
    at: Date.now(),
    who: null,
    what: 'exported',
    previous: sha256(opened as string),
  });
  await outside.link.command('LTRIM', session, '0', '0');
  await outside.link.command('RPUSH', session, other);
  await outside.link.command('HSET', meta, 'logHead', sha256(other), 'logged', '1');
  strokesOf(doc).set('stroke-2', strokeBytes(WILL.subject, { y: 99 }));
  await vi.waitFor(() => expect(rooms[0].failed).toBe(true), WAIT);
  const again = await vi.waitFor(async () => {
    const room = await servers[0].registry.open(roomId);
    expect(room).not.toBe(rooms[0]);
    return room;
  }, WAIT);
  await vi.waitFor(() => expectToAgree(roomId, again), WAIT);
});

test('Q24 a log that was kept elsewhere goes on, its keys both named', async () => {
  const { servers, rooms, roomId } = await sessionAtTwo();
  draw(join(rooms[0], WILL), 'stroke-1');
  await vi.waitFor(() => expect(strokesOf(rooms[1].doc).size).toBe(1), WAIT);
  for (const server of servers) await server.close();
  const lines = await linesOf(roomId);
  const other = 'o'.repeat(43);
  const room = await (await startServer(other)).registry.open(roomId);
  const entries = await entriesOf(roomId);
  expect(entries.slice(0, lines.length).map((entry) => JSON.stringify(entry))).toEqual(lines);
  expect(entries.slice(lines.length)).toMatchObject([
    { what: 'resumed', found: [], missing: [], key: other },
  ]);
  await expectToAgree(roomId, room);
});

test('D4 a log whose chain is broken in Redis sets its room aside', async () => {
  const { servers, roomId } = await sessionAtTwo();
  for (const server of servers) await server.close();
  await outside.link.command('RPUSH', keysOf(roomId).session, '{"n":2}');
  await expect((await startServer()).registry.open(roomId)).rejects.toMatchObject({ reason: 'damaged' });
});
