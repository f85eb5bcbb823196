import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { TokenKeeper } from '../../client/connection/tokenKeeper.ts';
import { MemoryStore } from '../../server/store/memoryStore.ts';
import { ManualClock } from '../../server/testing/manualClock.ts';
import { type CreatedRoom, createdRoomSchema, tokenGrantSchema } from '../../shared/api.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { LimnServer } from '../support/limnServer.ts';
import { RawSync } from '../support/rawSync.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

/** ms; two starts of a server process on a busy machine */
const PROCESS_MS = 180_000;

let cleanUp: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo();
  cleanUp = [];
});

async function start(options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  const server = await startTestServer(options);
  cleanUp.push(() => server.dispose());
  return server;
}

async function join(server: TestServer, room: CreatedRoom): Promise<TestPerson> {
  const person = await TestPerson.join(server, room);
  cleanUp.push(() => person.leave());
  return person;
}

test('D2 strokes survive a restart, and the people’s sockets come back by themselves', async () => {
  const server = await start();
  const room = await server.createRoom();
  const ann = await join(server, room);
  const id = ann.draw();
  await ann.saved();
  await server.restart();
  await eventually(() => ann.provider.synced && ann.live.connected);
  const ben = await join(server, room);
  expect(ben.strokeIds).toEqual([id]);
  expect(ann.closings).toContain('restarting');
});

test('A2 an erase before a restart can be undone after it', async () => {
  const server = await start();
  const room = await server.createRoom();
  const ann = await join(server, room);
  const ben = await join(server, room);
  const id = ann.draw();
  await eventually(() => ben.strokeIds.includes(id));
  const stroke = ben.doc.getMap<Uint8Array>('strokes').get(id) as Uint8Array;
  ben.erase(id);
  await ben.saved();
  await server.restart();
  await eventually(() => ben.provider.synced);
  ben.doc.getMap<Uint8Array>('strokes').set(id, stroke);
  await eventually(() => ann.strokeIds.includes(id));
  expect(ben.closeCodes.filter((code) => code !== 4503)).toEqual([]);
});

test('D1 D3 stored and the relay come after the write is on disk', async () => {
  const store = new HeldStore();
  const server = await start({ store });
  const room = await server.createRoom();
  const ann = await join(server, room);
  const ben = await join(server, room);
  const storedBefore = ann.stored.length;
  store.hold();
  const id = ann.draw();
  await eventually(() => store.waiting > 0);
  // A newcomer's first sync waits for the same write.
  const eve = await TestPerson.connect(server, room, {});
  cleanUp.push(() => eve.leave());
  await eventually(() => eve.live.connected);
  expect(ben.strokeIds).toEqual([]);
  expect(eve.strokeIds).toEqual([]);
  expect(ann.stored.length).toBe(storedBefore);
  store.release();
  await eventually(() => ben.strokeIds.includes(id) && eve.strokeIds.includes(id));
  await ann.saved();
});

test('D6 when the disk refuses a write, people are sent to reconnect and nothing is called stored', async () => {
  const store = new HeldStore();
  const server = await start({ store });
  const room = await server.createRoom();
  const ann = await join(server, room);
  const storedBefore = ann.stored.length;
  store.failure = new Error('no space left');
  const id = ann.draw();
  await eventually(() => ann.closeCodes.includes(4503));
  expect(ann.stored.length).toBe(storedBefore);
  store.failure = null;
  // The page still has the stroke and brings it again with its first sync.
  await eventually(() => ann.live.connected && ann.provider.synced);
  await ann.saved();
  const ben = await join(server, room);
  expect(ben.strokeIds).toEqual([id]);
});

test('D4 a damaged room is set aside alone', async () => {
  const server = await start();
  const [damaged, healthy] = [await server.createRoom(), await server.createRoom()];
  for (const room of [damaged, healthy]) {
    const ann = await TestPerson.join(server, room);
    ann.draw();
    await ann.saved();
    ann.leave();
  }
  await server.server.close();
  const file = `${server.dataDir}/rooms/${damaged.roomId}/snapshot`;
  const bytes = await readFile(file);
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await server.restart();
  const raw = await RawSync.open(server, damaged.roomId, (await server.grant(damaged, 'editor')).token);
  expect(await raw.closed).toBe('damaged');
  const refused = await server.requestToken(damaged, 'editor');
  expect([refused.status, await refused.json()]).toMatchObject([
    410,
    { error: { code: 'damaged', message: /set aside/ } },
  ]);
  const ben = await join(server, healthy);
  expect(ben.strokeIds).toHaveLength(1);
});

test('D7 an empty room leaves memory after a minute and comes back as it was', async () => {
  const clock = new ManualClock(Date.now());
  const server = await start({ clock });
  const room = await server.createRoom();
  const ann = await TestPerson.join(server, room);
  const id = ann.draw();
  await eventually(() => server.renderer.jobs.length >= 0 && ann.strokeIds.length === 1);
  const openRooms = async () =>
    /^limn_rooms_open (\d+)/m.exec(await (await fetch(`${server.origin}/metrics`)).text())?.[1];
  const ben = await join(server, room);
  await eventually(() => ben.strokeIds.includes(id));
  ann.leave();
  ben.leave();
  expect(await openRooms()).toBe('1');
  await expect
    .poll(async () => {
      clock.jump(61_000);
      await server.server.sweep();
      return openRooms();
    })
    .toBe('0');
  const eve = await join(server, room);
  expect(eve.strokeIds).toEqual([id]);
});

/** A stroke that others see has passed the first sync, and the server has just heard from its author. */
async function drawAndBeSeen(author: TestPerson, other: TestPerson): Promise<void> {
  const id = author.draw();
  await eventually(() => other.strokeIds.includes(id));
}

test('R6 an expired token closes both sockets', async () => {
  const clock = new ManualClock(Date.now());
  const server = await start({ clock });
  const room = await server.createRoom();
  const [ann, ben] = [await join(server, room), await join(server, room)];
  await drawAndBeSeen(ann, ben);
  ann.provider.shouldReconnect = () => false;
  clock.jump(3_601_000);
  await eventually(() => ann.closeCodes.includes(4401) && ann.closings.includes('expired'));
});

test('R6 a renewal on the live socket keeps the document socket open too', async () => {
  const clock = new ManualClock(Date.now());
  const server = await start({ clock });
  const room = await server.createRoom();
  const [ann, ben] = [await join(server, room), await join(server, room)];
  await drawAndBeSeen(ann, ben);
  clock.jump(1_800_000);
  const renewed = await server.grant(room, 'editor', { previous: ann.grant.token });
  expect(await ann.live.emitWithAck('renew', { token: renewed.token })).toBeNull();
  await drawAndBeSeen(ann, ben);
  // Past the first token's end.
  clock.jump(1_900_000);
  const eve = await join(server, room);
  await drawAndBeSeen(ann, eve);
  expect(ann.closeCodes).toEqual([]);
});

/** A server process without portraits, a room on it, and a way to join that. */
async function startProcess() {
  const server = await LimnServer.start({ PORTRAIT_WORKERS: '0' });
  cleanUp.push(() => server.dispose());
  const created = await fetch(`${server.origin}/api/rooms`, { method: 'POST' });
  const room = createdRoomSchema.parse(await created.json());
  const enter = async () => {
    const answer = await fetch(`${server.origin}/api/rooms/${room.roomId}/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: room.secrets.editor, name: 'Ann', colour: '#b91c1c' }),
    });
    const grant = tokenGrantSchema.parse(await answer.json());
    const person = await TestPerson.join(server, room, { grant });
    cleanUp.push(() => person.leave());
    return person;
  };
  return { server, enter };
}

test('D5 SIGTERM: people are told, everything is written, exit 0 within 10 s', {
  timeout: PROCESS_MS,
}, async () => {
  const { server, enter } = await startProcess();
  const ann = await enter();
  const id = ann.draw();
  await ann.saved();
  const begin = Date.now();
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(Date.now() - begin).toBeLessThan(10_000);
  expect(ann.closings).toContain('restarting');
  expect(ann.closeCodes).toContain(4503);
  ann.leave();
  await server.resume();
  expect((await enter()).strokeIds).toEqual([id]);
});

test('D5 SIGTERM while people draw: exit 0 in time, nothing lost, and everyone comes back by themselves', {
  timeout: PROCESS_MS,
}, async () => {
  const { server, enter } = await startProcess();
  const people = await Promise.all(Array.from({ length: 8 }, enter));
  const drawn = new Set<string>();
  // A sheet takes 2,000 strokes; the last ones are drawn while the server is away.
  const pens = people.map((person, i) =>
    setInterval(() => {
      if (drawn.size < 1_800) drawn.add(person.draw({ y: 20 + ((drawn.size * 7 + i) % 450) }));
    }, 20),
  );
  cleanUp.push(() => pens.forEach(clearInterval));
  await eventually(() => people.every((person) => person.strokeIds.length > 80));
  const begin = Date.now();
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(Date.now() - begin).toBeLessThan(10_000);
  for (const person of people) {
    expect(person.closings).toContain('restarting');
    expect(person.closeCodes).toContain(4503);
  }
  // What was called stored is on disk, before anyone comes back with a copy.
  const saved = people.map((person) => strokesCoveredBy(person, person.stored.at(-1)));
  for (const person of people) person.provider.disconnect();
  await server.resume();
  const newcomer = await enter();
  for (const ids of saved) expect(newcomer.strokeIds).toEqual(expect.arrayContaining(ids));
  for (const pen of pens) clearInterval(pen);
  for (const person of people) person.provider.connect();
  const all = [...drawn].sort();
  await until(() => newcomer.strokeIds.length === all.length, {
    timeout: 30_000,
    message: () => `${newcomer.strokeIds.length} of ${all.length} strokes are back`,
  });
  expect(newcomer.strokeIds).toEqual(all);
  await eventually(() => people.every((person) => person.live.connected));
});

test('D5 while the server writes on its way out, probes get 503 and newcomers a typed refusal', async () => {
  const store = new HeldStore();
  const server = await start({ store });
  const room = await server.createRoom();
  const ann = await join(server, room);
  expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
  store.hold();
  ann.draw();
  await eventually(() => store.waiting > 0);
  const closed = server.server.close();
  await eventually(() => ann.closings.includes('restarting'));
  const ready = await fetch(`${server.origin}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([503, { missing: ['the server is stopping'] }]);
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
  const refused = await server.requestToken(room, 'editor');
  expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: 'restarting' } }]);
  await expect(RawSync.open(server, room.roomId, ann.grant.token)).rejects.toThrow(/503/);
  store.release();
  await closed;
});

test('R6 a lesson of 90 minutes goes on: the page renews its token at half its life', async () => {
  const clock = new ManualClock(Date.now());
  const server = await start({ clock });
  const room = await server.createRoom();
  const [ann, ben] = [await join(server, room), await join(server, room)];
  let renewals = 0;
  for (const person of [ann, ben]) {
    const keeper = new TokenKeeper(person.grant, {
      request: (previous) => server.grant(room, 'editor', { previous }),
      onGrant: async ({ token }) => {
        if ((await person.live.emitWithAck('renew', { token })) === null) renewals++;
      },
      onRefused: (failure) => expect.fail(String(failure)),
      timers: {
        set: (run, ms) => clock.after(ms, run),
        clear: (cancel) => (cancel as (() => void) | null)?.(),
      },
      now: clock.now,
    });
    cleanUp.push(() => keeper.stop());
  }
  for (let minute = 10; minute <= 90; minute += 10) {
    const due = 2 * Math.floor(minute / 30);
    clock.jump(600_000);
    await eventually(() => renewals === due);
    await server.server.sweep();
    await drawAndBeSeen(ann, ben);
  }
  expect(ann.closeCodes).toEqual([]);
  expect(ann.closings).toEqual([]);
});

test('D2 what was called stored survives kill -9', { timeout: PROCESS_MS }, async () => {
  const { server, enter } = await startProcess();
  const ann = await enter();
  const ids = [ann.draw(), ann.draw(), ann.draw()].sort();
  await ann.saved();
  await server.stop('SIGKILL');
  ann.leave();
  await server.resume();
  expect((await enter()).strokeIds).toEqual(ids);
});

/** Strokes of a person's document that this state vector covers. */
function strokesCoveredBy(person: TestPerson, stateVector: Uint8Array = new Uint8Array([0])): string[] {
  const clocks = Y.decodeStateVector(stateVector);
  return [...strokesOf(person.doc)._map]
    .filter(([, item]) => !item.deleted && item.id.clock < (clocks.get(item.id.client) ?? 0))
    .map(([id]) => id);
}

/** A store whose writes wait, or fail, when a test says so. */
class HeldStore extends MemoryStore {
  failure: Error | null = null;
  waiting = 0;
  #gate: Promise<void> | null = null;
  #open: () => void = () => {};

  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  release(): void {
    this.#gate = null;
    this.#open();
  }

  override async appendUpdate(...args: Parameters<MemoryStore['appendUpdate']>): Promise<void> {
    this.waiting++;
    await this.#gate;
    if (this.failure) throw this.failure;
    return super.appendUpdate(...args);
  }
}
