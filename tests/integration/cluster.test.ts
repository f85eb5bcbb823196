import { expect, test } from 'vitest';
import { TestCluster } from '../support/testCluster.ts';
import { eventually } from '../support/testPerson.ts';

test('X1 X2 people at different servers draw in one document, and what they are told is stored is in Redis', async () => {
  const cluster = await TestCluster.start(2);
  const room = await cluster.server(0).createRoom();
  const [ann, ben] = [await cluster.join(0, room), await cluster.join(1, room)];
  const drawn = Array.from({ length: 10 }, (_, i) => (i % 2 ? ann : ben).draw({ y: 20 * i }));
  await eventually(() => expect(ann.strokeIds).toEqual([...drawn].sort()));
  await eventually(() => expect(ben.strokeIds).toEqual([...drawn].sort()));
  await Promise.all([ann.saved(), ben.saved()]);
  ann.erase(drawn[0] ?? '');
  await eventually(() => expect(ben.strokeIds).not.toContain(drawn[0]));
  await cluster.add();
  const cleo = await cluster.join(2, room, { role: 'viewer' });
  expect(cleo.strokeIds).toEqual(drawn.slice(1).sort());
});

test('A2 C1 an erase at one server is undone at another', async () => {
  const cluster = await TestCluster.start(2);
  const room = await cluster.server(0).createRoom();
  const [ann, ben] = [await cluster.join(0, room), await cluster.join(1, room)];
  const id = ann.draw();
  await eventually(() => expect(ben.strokeIds).toEqual([id]));
  ben.erase(id);
  await eventually(() => expect(ann.strokeIds).toEqual([]));
  ben.draw({ id, author: ann.subject });
  await eventually(() => expect(ann.strokeIds).toEqual([id]));
  expect(ben.closeCodes).toEqual([]);
});

test('X3 R9 links withdrawn at one server are dead at every server within a second', async () => {
  const cluster = await TestCluster.start(2);
  const room = await cluster.server(0).createRoom();
  const ben = await cluster.join(1, room);
  const owner = await cluster.server(0).grant(room, 'owner');
  const start = Date.now();
  const answer = await fetch(`${cluster.server(0).origin}/api/rooms/${room.roomId}/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner.token}` },
  });
  expect(answer.status).toBe(200);
  await eventually(() => ben.closings.includes('forbidden'));
  expect(Date.now() - start).toBeLessThan(1_000);
  expect((await cluster.server(1).requestToken(room, 'editor')).status).toBe(403);
});

test('X3 D9 a room deleted at one server is gone at every server', async () => {
  const cluster = await TestCluster.start(2);
  const room = await cluster.server(0).createRoom();
  const ben = await cluster.join(1, room);
  const owner = await cluster.server(0).grant(room, 'owner');
  await fetch(`${cluster.server(0).origin}/api/rooms/${room.roomId}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${owner.token}` },
  });
  await eventually(() => ben.closings.includes('not-found'));
  expect((await cluster.server(1).requestToken(room, 'editor')).status).toBe(404);
});

test('X4 while Redis is away people draw on; what it forgot is put back, and what waited is stored', async () => {
  const cluster = await TestCluster.start(2);
  const room = await cluster.server(0).createRoom();
  const [ann, ben] = [await cluster.join(0, room), await cluster.join(1, room)];
  const before = ann.draw();
  await ann.saved();
  // It comes back empty: without persistence it forgets everything, the room too.
  await cluster.redis.stop();
  const meanwhile = [ann.draw(), ben.draw()];
  await cluster.redis.resume();
  const all = [before, ...meanwhile].sort();
  await eventually(() => expect(ann.strokeIds).toEqual(all));
  await eventually(() => expect(ben.strokeIds).toEqual(all));
  await Promise.all([ann.saved(), ben.saved()]);
  expect([...ann.closeCodes, ...ben.closeCodes]).toEqual([]);
  await cluster.add();
  const cleo = await cluster.join(2, room);
  expect(cleo.strokeIds).toEqual(all);
});
