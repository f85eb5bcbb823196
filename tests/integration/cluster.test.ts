import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { codedLinkSchema, createdRoomSchema, grantedCodeSchema } from '../../shared/api.ts';
import { CLOSE_REASONS } from '../../shared/closeReasons.ts';
import { childRoomSchema } from '../../shared/family.ts';
import { MAX_VARIANT_SETS_PER_MINUTE, MAX_VERSION_ACTS_PER_MINUTE } from '../../shared/limits.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { linePoints } from '../support/strokes.ts';
import { TestCluster } from '../support/testCluster.ts';
import { eventually, newStrokeId, TestPerson } from '../support/testPerson.ts';

let shared: Awaited<ReturnType<typeof TestCluster.startShared>>;

beforeAll(async () => {
  shared = await TestCluster.startShared(2);
});
afterAll(() => shared.dispose());

test('X1 X2 people at different servers draw in one document, and what they are told is stored is in Redis', async () => {
  const cluster = shared;
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
  const cluster = shared;
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
  const cluster = shared;
  const room = await cluster.server(0).createRoom();
  const ben = await cluster.join(1, room);
  const owner = await cluster.server(0).grant(room, 'owner');
  const start = Date.now();
  const answer = await fetch(`${cluster.server(0).origin}/api/rooms/${room.roomId}/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner.token}` },
  });
  expect(answer.status).toBe(200);
  await eventually(() => ben.closings.includes('withdrawn'));
  expect(Date.now() - start).toBeLessThan(1_000);
  expect((await cluster.server(1).requestToken(room, 'editor')).status).toBe(403);
});

test('X3 D9 a room deleted at one server is gone at every server', async () => {
  const cluster = shared;
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

test('T5 X6 what the network understood of strokes is told at every server, whichever has the room drawn', async () => {
  const cluster = shared;
  const room = await cluster.server(0).createRoom();
  const understand = (strokes: { key: string }[]) => ({ glasses: strokes.map(({ key }) => key) });
  for (const n of [0, 1]) cluster.server(n).renderer.understand = understand;
  const [ann, ben] = [await cluster.join(0, room), await cluster.join(1, room)];
  const id = ann.draw();
  for (const person of [ann, ben]) await eventually(() => person.labels.get(id) === 'glasses');
  const cleo = await cluster.join(1, room);
  await eventually(() => cleo.labels.get(id) === 'glasses');
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
  // Who wants in now is to come back.
  const asked = await fetch(`${cluster.server(0).origin}/api/rooms`, { method: 'POST' });
  expect([asked.status, (await asked.json()).error.code]).toEqual([503, 'restarting']);
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

test('X6 P1 P2 people at different servers see each other, their ink and cursors; who leaves is gone at all', async () => {
  const cluster = shared;
  const room = await cluster.server(0).createRoom();
  const [ann, ben] = [
    await cluster.join(0, room, { name: 'Ann' }),
    await cluster.join(1, room, { name: 'Ben' }),
  ];
  for (const person of [ann, ben]) person.provider.awareness.setLocalState({});
  const othersOf = ({ provider: { awareness } }: typeof ann) =>
    [...awareness.getStates()].flatMap(([client, { name }]) => (client === awareness.clientID ? [] : [name]));
  await eventually(() => expect([othersOf(ann), othersOf(ben)]).toEqual([['Ben'], ['Ann']]));
  const id = newStrokeId();
  ann.live.emit('ink', { strokeId: id, width: 3, from: 0, points: encodePoints(linePoints(5)) });
  ann.live.emit('cursor', { x: 10, y: 20 });
  await eventually(() => ben.frames.some(({ tails }) => tails.some(({ strokeId }) => strokeId === id)));
  await eventually(() =>
    ben.frames.some(({ cursors }) => cursors.some(({ subject }) => subject === ann.subject)),
  );
  const cleo = await cluster.join(1, room, { name: 'Cleo' });
  await eventually(() => cleo.frames.some(({ tails }) => tails.some(({ strokeId }) => strokeId === id)));
  ann.draw({ id });
  await eventually(() => ben.strokeIds.includes(id) && ben.frames.some(({ ended }) => ended.includes(id)));
  ann.leave();
  await eventually(() => expect(othersOf(ben)).not.toContain('Ann'));
  expect([...ben.closeCodes, ...cleo.closeCodes]).toEqual([]);
});

test('X7 L3 people are counted over all servers, each once', async () => {
  const cluster = await TestCluster.start(2, { MAX_PEOPLE: '2' });
  const room = await cluster.server(0).createRoom();
  const ann = await cluster.join(0, room);
  const ben = await cluster.join(1, room);
  // Ann's second tab comes by the other server: she is in already.
  const tab = await cluster.join(1, room, { grant: ann.grant });
  const cleo = await TestPerson.connect(cluster.server(0), room, {});
  await eventually(() => cleo.closeCodes.includes(CLOSE_REASONS['room-full'].code));
  cleo.leave();
  expect([...ann.closeCodes, ...ben.closeCodes, ...tab.closeCodes]).toEqual([]);
});

test('U1 X6 whoever comes later is not told of the view of somebody who left another server', async () => {
  const cluster = shared;
  const room = await cluster.server(0).createRoom();
  const [ann, ben] = [await cluster.join(0, room), await cluster.join(1, room)];
  const viewsAt = ({ frames }: typeof ann) =>
    frames.flatMap(({ views }) => views.map(({ subject }) => subject));
  for (const person of [ann, ben]) person.live.emit('view', { x: 1, y: 2, zoom: 3 });
  await eventually(() => expect(viewsAt(ben)).toContain(ann.subject));
  const before = await cluster.join(1, room);
  await eventually(() => expect(viewsAt(before)).toContain(ann.subject));
  ann.leave();
  await vi.waitFor(
    async () => {
      const later = await cluster.join(1, room);
      await eventually(() => expect(viewsAt(later)).toContain(ben.subject));
      later.leave();
      expect(viewsAt(later)).not.toContain(ann.subject);
    },
    { timeout: 10_000 },
  );
});

test('X8 F1 F2 one server asks for the portraits of a room and all show them; where it ends another one goes on', async () => {
  const cluster = await TestCluster.start(2);
  const room = await cluster.server(0).createRoom();
  const [ann, ben] = [await cluster.join(0, room), await cluster.join(1, room)];
  ann.draw();
  await ann.saved();
  await eventually(() => ben.strokeIds.length === 1);
  const [atAnn, atBen] = [await ann.finalPortrait(1), await ben.finalPortrait(1)];
  expect(Buffer.compare(atAnn.image, atBen.image)).toBe(0);
  await eventually(() => ben.statuses.at(-1)?.state === 'current');
  const asked = cluster.servers.filter(({ renderer }) =>
    renderer.jobs.some(({ shows }) => shows.version === 1),
  );
  expect(asked.length).toBe(1);
  const leader = asked[0] === cluster.server(0) ? ann : ben;
  const follower = leader === ann ? ben : ann;
  leader.leave();
  follower.draw();
  const start = Date.now();
  await follower.finalPortrait(2);
  expect(Date.now() - start).toBeLessThan(5_000);
});

test('X7 V4 a version kept at one server is news at the others, once', async () => {
  const cluster = shared;
  const room = await cluster.server(0).createRoom();
  const [ann, ben] = [await cluster.join(0, room), await cluster.join(1, room)];
  const heard = [0, 0];
  for (const [i, person] of [ann, ben].entries())
    person.live.on('versions', ({ put }) => {
      heard[i] = (heard[i] ?? 0) + put.length;
    });
  ann.draw();
  await ann.saved();
  // A portrait of the same state that comes later is put into the version: news of its own.
  await Promise.all([ann.finalPortrait(1), ben.finalPortrait(1)]);
  const kept = await fetch(`${cluster.server(0).origin}/api/rooms/${room.roomId}/versions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ann.grant.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'A face' }),
  });
  expect(kept.ok).toBe(true);
  await eventually(() => (heard[1] ?? 0) > 0);
  // What an echo would still bring is in front of these on the same way.
  for (let i = 0; i < 5; i++) {
    const id = (i % 2 ? ann : ben).draw({ y: 50 + i });
    await eventually(() => ann.strokeIds.includes(id) && ben.strokeIds.includes(id));
  }
  expect(heard).toEqual([1, 1]);
});

test('X7 V5 Q14 what a room may ask for in a minute is counted over all servers', async () => {
  const cluster = shared;
  const room = await cluster.server(0).createRoom();
  const ann = await cluster.join(0, room);
  ann.draw();
  await ann.saved();
  const ask = async (index: number, path: string, body: object) => {
    const answer = await fetch(`${cluster.server(index % 2).origin}/api/rooms/${room.roomId}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.grant.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.status;
  };
  const asked = [
    ['versions', { before: 'import' }, MAX_VERSION_ACTS_PER_MINUTE],
    ['variants', { how: 'fresh', variants: [{ appearanceSeed: 1 }] }, MAX_VARIANT_SETS_PER_MINUTE],
  ] as const;
  for (const [path, body, aMinute] of asked) {
    const start = Date.now();
    const answers = [];
    for (let i = 0; i < 2 * aMinute; i++) answers.push(await ask(i, path, body));
    const more = Math.ceil(((Date.now() - start) / 60_000) * aMinute);
    const taken = answers.filter((status) => status < 300).length;
    expect(taken).toBeGreaterThanOrEqual(aMinute);
    expect(taken).toBeLessThanOrEqual(aMinute + more);
    expect(answers).toContain(429);
  }
});

test('Q16 X3 a pupil who asks two servers at the same moment has one face all the same', async () => {
  const cluster = shared;
  const ask = async (index: number, path: string, body: object, token?: string) => {
    const answer = await fetch(`${cluster.server(index).origin}/api/rooms${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
    return answer.json();
  };
  const room = createdRoomSchema.parse(await ask(0, '', { kind: 'classroom', each: true }));
  const pupils = await Promise.all(Array.from({ length: 6 }, () => cluster.server(0).grant(room, 'editor')));
  const faces = await Promise.all(
    pupils.flatMap(({ token }) =>
      [0, 1].map((index) => ask(index, `/${room.roomId}/family`, { title: 'Face' }, token)),
    ),
  );
  const ids = faces.map((face) => childRoomSchema.parse(face).roomId);
  expect(new Set(ids).size).toBe(pupils.length);
});

test('N1 a code that one server gave opens its link at the others', async () => {
  const [one, two] = [shared.server(0), shared.server(1)];
  const room = await one.createRoom();
  const post = (url: string, body: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const asked = await post(`${one.origin}/api/rooms/${room.roomId}/codes`, { secret: room.secrets.editor });
  const { code } = grantedCodeSchema.parse(await asked.json());
  const opened = await post(`${two.origin}/api/codes`, { code });
  expect(codedLinkSchema.parse(await opened.json()).secret).toBe(room.secrets.editor);
});

test('X3 of what two owners do to a room at two servers at once nothing is lost', async () => {
  const room = await shared.server(0).createRoom();
  const [ann, ben] = [await shared.join(0, room), await shared.join(1, room)];
  const act = async (index: number, path: string, body: object) => {
    const server = shared.server(index);
    const { token } = await server.grant(room, 'owner');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const url = `${server.origin}/api/rooms/${room.roomId}/${path}`;
    return (await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) })).status;
  };
  const acts = [
    act(0, `kicked/${ben.subject}`, { name: 'Ben' }),
    act(1, `kicked/${ann.subject}`, { name: 'Ann' }),
  ];
  expect(await Promise.all(acts)).toEqual([204, 204]);
  await eventually(() => ann.closings.includes('kicked') && ben.closings.includes('kicked'));
  const kicked = async (person: typeof ann) => {
    const answer = await shared.server(0).requestToken(room, 'editor', { previous: person.grant.token });
    return (await answer.json()).error?.code;
  };
  expect([await kicked(ann), await kicked(ben)]).toEqual(['kicked', 'kicked']);
});

test('W12 every server of several tells how long the line for workers is', async () => {
  for (const { origin } of shared.servers) {
    const text = await (await fetch(`${origin}/metrics`)).text();
    expect(text).toMatch(/^limn_portrait_queue_age_seconds \S+$/m);
    expect(text).toMatch(/^limn_portrait_queue_rooms \S+$/m);
  }
});
