import { expect, test, vi } from 'vitest';
import { ROOM_IDLE_MS } from '../../shared/limits.ts';
import { createLogger } from '../log.ts';
import { MemoryStore } from '../store/memoryStore.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { MemoryNetwork } from '../testing/memoryBus.ts';
import { personOf } from '../testing/roomFixture.ts';
import { OwnerActs } from './ownerActs.ts';
import { RoomRegistry } from './registry.ts';

const DAY_MS = 86_400_000;

function makeRegistry() {
  const clock = new ManualClock();
  const store = new MemoryStore();
  const log = createLogger('silent');
  return { clock, store, registry: new RoomRegistry({ store, clock, log, maxPeople: 40, expiryDays: 30 }) };
}

test('R8 only hashes of the link secrets are stored', async () => {
  const { registry, store } = makeRegistry();
  const { roomId, secrets } = await registry.create();
  const stored = JSON.stringify(await store.readRoom(roomId));
  for (const secret of Object.values(secrets)) expect(stored).not.toContain(secret);
});

test('a room is loaded once, however many ask for it at the same time', async () => {
  const { registry } = makeRegistry();
  const { roomId } = await registry.create();
  let opened = 0;
  registry.on('opened', () => opened++);
  const rooms = await Promise.all([1, 2, 3].map(() => registry.open(roomId)));
  expect(new Set(rooms).size).toBe(1);
  expect(opened).toBe(1);
});

test('R4 an unknown room is not found, and asking does not remember it', async () => {
  const { registry } = makeRegistry();
  for (let i = 0; i < 2; i++) {
    await expect(registry.open('nowhere-nowhere-1')).rejects.toMatchObject({ reason: 'not-found' });
  }
  await expect(registry.describe('nowhere-nowhere-1')).rejects.toMatchObject({ reason: 'not-found' });
});

test('D7 a room leaves memory a minute after the last person, not before', async () => {
  const { registry, clock } = makeRegistry();
  const { roomId } = await registry.create();
  const room = await registry.open(roomId);
  const ann = room.members.join(personOf('ann00000'), () => {});
  clock.jump(ROOM_IDLE_MS);
  await registry.sweep();
  ann.leave();
  clock.jump(ROOM_IDLE_MS - 1);
  await registry.sweep();
  expect([...registry.openRooms]).toEqual([room]);
  clock.jump(1);
  await registry.sweep();
  expect([...registry.openRooms]).toEqual([]);
  expect(await registry.open(roomId)).not.toBe(room);
});

test('D5 a server that ends waits for a room on its way into memory, and lets no other one in', async () => {
  const { registry, store } = makeRegistry();
  const [early, late] = [await registry.create(), await registry.create()];
  const written: string[] = [];
  const touch = store.touchRoom.bind(store);
  store.touchRoom = async (id, at) => {
    await touch(id, at);
    written.push(id);
  };
  const opening = registry.open(early.roomId);
  await registry.close();
  expect(written).toEqual([early.roomId]);
  await opening;
  await expect(registry.open(late.roomId)).rejects.toMatchObject({ reason: 'restarting' });
  expect([...registry.openRooms]).toEqual([]);
  expect(written).toEqual([early.roomId]);
});

test('D9 a deleted room is gone for good, at once and for everyone in it', async () => {
  const { registry, store } = makeRegistry();
  const { roomId } = await registry.create();
  const room = await registry.open(roomId);
  const heard: string[] = [];
  room.members.join(personOf('ann00000'), ({ reason }) => heard.push(reason));
  const deleted = registry.delete(roomId);
  await expect(registry.open(roomId)).rejects.toMatchObject({ reason: 'not-found' });
  await deleted;
  expect(heard).toEqual(['not-found']);
  expect(await store.readRoom(roomId)).toBeNull();
  expect([...registry.openRooms]).toEqual([]);
});

test('D8 a room that nobody visited for 30 days is deleted, one in use is not', async () => {
  const { registry, clock, store } = makeRegistry();
  const old = await registry.create();
  const used = await registry.create();
  (await registry.open(used.roomId)).members.join(personOf('ann00000'), () => {});
  clock.jump(30 * DAY_MS + 1);
  await registry.expire();
  expect(await store.readRoom(old.roomId)).toBeNull();
  expect(await store.readRoom(used.roomId)).not.toBeNull();
});

/** Two servers with one store. */
function pair(store: MemoryStore): [RoomRegistry, RoomRegistry] {
  const network = new MemoryNetwork();
  return ['one', 'two'].map((server) => {
    const options = { store, clock: new ManualClock(), log: createLogger('silent'), maxPeople: 40 };
    return new RoomRegistry({ ...options, bus: network.bus(server), expiryDays: 30 });
  }) as [RoomRegistry, RoomRegistry];
}

test('X6 X7 a server that opens a room hears who is in it at the others, however long it takes to load', async () => {
  const store = new MemoryStore();
  const [one, two] = pair(store);
  const { roomId } = await one.create();
  (await one.open(roomId)).members.join(personOf('ann00000'), () => {});
  const room = await two.open(roomId);
  expect(room.members.everywhere.map(({ subject }) => subject)).toEqual(['ann00000']);
});

test('X3 what one server does to a whole room is done at every server that has it open', async () => {
  const [one, two] = pair(new MemoryStore());
  const { roomId } = await one.create();
  const room = await two.open(roomId);
  const heard: string[] = [];
  for (const subject of ['ann00000', 'ben00000']) {
    room.members.join(personOf(subject), ({ reason }) => heard.push(`${subject} ${reason}`));
  }
  one.act(roomId, { type: 'turnOut', subject: 'ben00000', reason: 'forbidden', message: 'Out.' });
  expect(heard.splice(0)).toEqual(['ben00000 forbidden']);
  await new OwnerActs(one, () => 0).renewLinks(roomId);
  await vi.waitFor(() => expect(room.record.epoch).toBe(2));
  expect(heard.splice(0)).toEqual(['ann00000 withdrawn', 'ben00000 withdrawn']);
  await one.delete(roomId);
  expect(heard).toEqual(['ann00000 not-found', 'ben00000 not-found']);
  expect([...two.openRooms]).toEqual([]);
});

test('X3 changes that two servers make to a room at once both count, at both', async () => {
  const [one, two] = pair(new MemoryStore());
  const { roomId } = await one.create();
  const rooms = [await one.open(roomId), await two.open(roomId)];
  await Promise.all([
    new OwnerActs(one, () => 0).kick(roomId, { subject: 'ann00000', name: 'Ann' }),
    new OwnerActs(two, () => 7).end(roomId),
  ]);
  for (const room of rooms) {
    await vi.waitFor(() => {
      expect(room.record.kicked.map(({ subject }) => subject)).toEqual(['ann00000']);
      expect(room.record.endedAt).toBe(7);
    });
  }
});

test('D8 a room that is in use at one server is not deleted by another one', async () => {
  const store = new MemoryStore();
  const clocks = [new ManualClock(), new ManualClock()] as const;
  const [one, two] = clocks.map((clock) => {
    return new RoomRegistry({ store, clock, log: createLogger('silent'), maxPeople: 40, expiryDays: 30 });
  }) as [RoomRegistry, RoomRegistry];
  const { roomId } = await one.create();
  (await one.open(roomId)).members.join(personOf('ann00000'), () => {});
  for (const clock of clocks) clock.jump(30 * DAY_MS + 1);
  await one.expire();
  await two.expire();
  expect(await store.readRoom(roomId)).not.toBeNull();
});
