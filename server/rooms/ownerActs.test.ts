import { expect, test } from 'vitest';
import { MAX_KICKED } from '../../shared/limits.ts';
import { createLogger } from '../log.ts';
import { MemoryStore } from '../store/memoryStore.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { personOf } from '../testing/roomFixture.ts';
import { OwnerActs } from './ownerActs.ts';
import { RoomRegistry } from './registry.ts';
import { linkOfSecret } from './secrets.ts';

async function roomWith(...people: ReturnType<typeof personOf>[]) {
  const clock = new ManualClock();
  const store = new MemoryStore();
  const log = createLogger('silent');
  const registry = new RoomRegistry({ store, clock, log, maxPeople: 40, expiryDays: 30 });
  const created = await registry.create();
  const room = await registry.open(created.roomId);
  const heard: string[] = [];
  for (const person of people) {
    room.members.join(person, ({ reason }) => heard.push(`${person.subject} ${reason}`));
  }
  return { acts: new OwnerActs(registry, clock.now), registry, store, room, heard, ...created };
}

test('R9 withdrawn links and their tokens open nothing; the new ones do', async () => {
  const { acts, store, room, heard, roomId, secrets } = await roomWith(personOf('ann00000'));
  const renewed = await acts.renewLinks(roomId);
  expect(heard).toEqual(['ann00000 withdrawn']);
  const record = await store.readRoom(roomId);
  expect(record).toMatchObject({ epoch: 2 });
  expect(room.record).toEqual(record);
  expect(linkOfSecret(secrets.owner, room.record.secretHashes)).toBeNull();
  expect(linkOfSecret(renewed.secrets.owner, room.record.secretHashes)).toBe('owner');
});

test('O1 who is taken out hears so, nobody else does, and it is undone', async () => {
  const { acts, room, heard, roomId } = await roomWith(personOf('ann00000'), personOf('ben00000'));
  await acts.kick(roomId, { subject: 'ben00000', name: 'Ben' });
  expect(heard).toEqual(['ben00000 kicked']);
  expect(room.record.kicked).toEqual([{ subject: 'ben00000', name: 'Ben' }]);
  await acts.readmit(roomId, 'ben00000');
  expect(room.record.kicked).toEqual([]);
});

test('O1 a room remembers a limited number of people, the latest ones', async () => {
  const { acts, room, roomId } = await roomWith();
  for (let i = 0; i <= MAX_KICKED; i++) await acts.kick(roomId, { subject: `person-${i}`, name: 'P' });
  expect(room.record.kicked).toHaveLength(MAX_KICKED);
  expect(room.record.kicked.at(-1)?.subject).toBe(`person-${MAX_KICKED}`);
});

test('O2 the session ends for everybody but owners', async () => {
  const { acts, room, heard, roomId } = await roomWith(personOf('ann00000'), personOf('own00000', 'owner'));
  await acts.end(roomId);
  expect(heard).toEqual(['ann00000 ended']);
  const { endedAt } = room.record;
  await acts.end(roomId);
  expect(room.record.endedAt).toBe(endedAt);
  await acts.reopen(roomId);
  expect(room.record.endedAt).toBeNull();
});

test('acts at the same time all hold, and reach a room that is being loaded', async () => {
  const { acts, registry, room, roomId } = await roomWith();
  await Promise.all([
    acts.end(roomId),
    acts.kick(roomId, { subject: 'ben00000', name: 'Ben' }),
    acts.renewLinks(roomId),
  ]);
  expect(room.record).toMatchObject({ epoch: 2, kicked: [{ name: 'Ben' }], endedAt: expect.any(Number) });
  const other = await registry.create();
  const [loaded] = await Promise.all([registry.open(other.roomId), acts.end(other.roomId)]);
  expect(loaded.record.endedAt).not.toBeNull();
});

test('an act on a room that does not exist fails, and keeps no later one from its turn', async () => {
  const { acts } = await roomWith();
  for (let i = 0; i < 2; i++) {
    await expect(acts.end('nowhere-nowhere-1')).rejects.toMatchObject({ reason: 'not-found' });
  }
});
