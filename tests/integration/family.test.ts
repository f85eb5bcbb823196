import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type CreatedRoom, tokenGrantSchema } from '../../shared/api.ts';
import { type ChildRoom, childRoomSchema, type Family, familySchema } from '../../shared/family.ts';
import { PART_IDS } from '../../shared/parts.ts';
import { controlsOf, portraitSettingsOf, strokesOf } from '../../shared/roomDocument.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const ask = (roomId: string, token: string, path: string, method = 'GET', body?: object) =>
  fetch(`${server.origin}/api/rooms/${roomId}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });

/** A class in which each draws a face of their own. */
async function newClass(): Promise<CreatedRoom> {
  const answer = await fetch(`${server.origin}/api/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'classroom', each: true }),
  });
  return (await answer.json()) as CreatedRoom;
}

async function childOf(roomId: string, token: string, title: string): Promise<ChildRoom> {
  return childRoomSchema.parse(await (await ask(roomId, token, 'family', 'POST', { title })).json());
}

async function familyOf(roomId: string, token: string): Promise<Family['rooms']> {
  return familySchema.parse(await (await ask(roomId, token, 'family')).json()).rooms;
}

/** The child as a room whose owner's and viewers' links are the first room's. */
const asRoom = (root: CreatedRoom, { roomId, secret }: ChildRoom): CreatedRoom => ({
  roomId,
  secrets: { ...root.secrets, ...(secret && { editor: secret }) },
});

test('Q16 Q17 each pupil has a face of their own, the teacher is in all of them, and everybody sees all', async () => {
  const room = await newClass();
  const teacher = await server.grant(room, 'owner', { name: 'Ms Turing' });
  const [ann, ben] = [
    await server.grant(room, 'editor', { name: 'Ann Lee' }),
    await server.grant(room, 'editor', { name: 'Ben' }),
  ];
  expect([ann.name, teacher.name]).toEqual(['Ann', 'Ms Turing']);
  const [annsFace, bensFace] = [
    await childOf(room.roomId, ann.token, 'Ann'),
    await childOf(room.roomId, ben.token, 'Ben'),
  ];
  const again = await childOf(room.roomId, ann.token, 'Ann');
  expect(again.roomId).toBe(annsFace.roomId);
  expect(again.secret).not.toBe(annsFace.secret);
  expect((await server.requestToken(asRoom(room, annsFace), 'editor')).status).toBe(403);

  const own = asRoom(room, again);
  const [drawing, watching] = [
    await TestPerson.join(server, own),
    await TestPerson.join(server, own, { role: 'owner' }),
  ];
  expect(watching.grant).toMatchObject({ role: 'owner', root: room.roomId });
  drawing.draw({ y: 99 });
  await eventually(() => watching.strokeIds.length === 1);
  await drawing.finalPortrait();
  // a pupil's link opens no other pupil's face
  const foreign = await server.requestToken(
    { ...room, roomId: bensFace.roomId, secrets: own.secrets },
    'editor',
  );
  expect(foreign.status).toBe(403);

  const seen = await familyOf(own.roomId, drawing.grant.token);
  expect(seen.map(({ title }) => title)).toEqual(['Limn', 'Ann', 'Ben']);
  expect(seen[1]).toMatchObject({ room: own.roomId, strokes: 1 });
  const portrait = await ask(room.roomId, ben.token, `family/${own.roomId}/portrait`);
  expect(portrait.headers.get('content-type')).toBe('image/webp');
  const doc = new Y.Doc();
  Y.applyUpdate(
    doc,
    new Uint8Array(await (await ask(room.roomId, ben.token, `family/${own.roomId}/document`)).arrayBuffer()),
  );
  expect(strokesOf(doc).size).toBe(1);
  expect((await ask(room.roomId, ben.token, `family/${(await newClass()).roomId}/portrait`)).status).toBe(
    404,
  );
  for (const person of [drawing, watching]) person.leave();
});

test('Q18 a teacher leads every room of the class at once; pupils lead none', async () => {
  const room = await newClass();
  const teacher = await server.grant(room, 'owner');
  const pupil = await server.grant(room, 'editor', { name: 'Ann' });
  const face = asRoom(room, await childOf(room.roomId, pupil.token, 'Ann'));
  const ann = await TestPerson.join(server, face);
  expect((await ask(room.roomId, pupil.token, 'class', 'PUT', { frozen: true })).status).toBe(403);
  const act = { frozen: true, cursorsHidden: true, showcase: face.roomId };
  expect((await ask(room.roomId, teacher.token, 'class', 'PUT', act)).status).toBe(204);
  await eventually(() => controlsOf(ann.doc).frozen);
  expect(controlsOf(ann.doc)).toMatchObject(act);
  const elsewhere = await newClass();
  const stranger = { showcase: elsewhere.roomId };
  expect((await ask(room.roomId, teacher.token, 'class', 'PUT', stranger)).status).toBe(404);

  expect((await ask(room.roomId, teacher.token, 'ended', 'PUT')).status).toBe(204);
  await eventually(() => ann.closings.includes('ended'));
  expect((await ask(room.roomId, teacher.token, 'ended', 'DELETE')).status).toBe(204);
  const renewed = (await (await ask(room.roomId, teacher.token, 'links', 'POST')).json()) as CreatedRoom;
  expect((await server.requestToken(face, 'editor')).status).toBe(403);
  expect((await server.requestToken({ ...renewed, roomId: face.roomId }, 'owner')).status).toBe(200);
  const owner = await server.grant(renewed, 'owner');
  expect((await ask(room.roomId, owner.token, '', 'DELETE')).status).toBe(204);
  expect((await server.requestToken({ ...renewed, roomId: face.roomId }, 'owner')).status).toBe(404);
  ann.leave();
});

test('Q19 the parts are drawn by lot among the pupils, for everybody to see', async () => {
  const room = await server.createRoom('classroom');
  const teacher = await TestPerson.join(server, room, { role: 'owner' });
  const pupils = [
    await TestPerson.join(server, room, { name: 'Ann' }),
    await TestPerson.join(server, room, { name: 'Ben' }),
  ];
  expect((await ask(room.roomId, pupils[0]?.grant.token ?? '', 'lot', 'POST')).status).toBe(403);
  expect((await ask(room.roomId, teacher.grant.token, 'lot', 'POST')).status).toBe(204);
  await eventually(() => pupils.every(({ doc }) => controlsOf(doc).holds.size === PART_IDS.length));
  const holders = new Set(controlsOf(teacher.doc).holds.values());
  expect(holders).toEqual(new Set(pupils.map(({ grant }) => grant.subject)));
  for (const person of [teacher, ...pupils]) person.leave();
});

test('Q21 a branch has the strokes with their authors and the looks, and goes its own way', async () => {
  const room = await server.createRoom('team');
  const ann = await TestPerson.join(server, room);
  ann.draw({ y: 70 });
  await ann.saved();
  const branch = asRoom(room, await childOf(room.roomId, ann.grant.token, 'older'));
  const there = await TestPerson.join(server, branch);
  expect(strokesOf(there.doc).toJSON()).toEqual(strokesOf(ann.doc).toJSON());
  expect(portraitSettingsOf(there.doc, branch.roomId)).toEqual(portraitSettingsOf(ann.doc, room.roomId));
  there.draw({ y: 170 });
  await there.saved();
  expect([ann.strokeIds.length, there.strokeIds.length]).toEqual([1, 2]);
  // a branch of a branch belongs to the same family
  await childOf(branch.roomId, there.grant.token, 'older still');
  const viewer = tokenGrantSchema.parse(await server.grant(room, 'viewer'));
  expect((await familyOf(room.roomId, viewer.token)).map(({ title }) => title)).toEqual([
    'Limn',
    'older',
    'older still',
  ]);
  expect((await ask(room.roomId, viewer.token, 'family', 'POST', { title: 'mine' })).status).toBe(403);
  for (const person of [ann, there]) person.leave();
});

test('Q17 Q18 a face that was deleted holds up neither its class nor its pupil, and has no links of its own', async () => {
  const room = await newClass();
  const teacher = await server.grant(room, 'owner');
  const [ann, ben] = [
    await server.grant(room, 'editor', { name: 'Ann' }),
    await server.grant(room, 'editor', { name: 'Ben' }),
  ];
  const gone = await childOf(room.roomId, ann.token, 'Ann');
  const bens = await TestPerson.join(server, asRoom(room, await childOf(room.roomId, ben.token, 'Ben')));
  const there = await server.grant(asRoom(room, gone), 'owner');
  expect((await ask(gone.roomId, there.token, 'links', 'POST')).status).toBe(403);
  expect((await ask(gone.roomId, there.token, '', 'DELETE')).status).toBe(204);
  expect((await ask(room.roomId, teacher.token, 'class', 'PUT', { frozen: true })).status).toBe(204);
  await eventually(() => controlsOf(bens.doc).frozen);
  const again = await childOf(room.roomId, ann.token, 'Ann');
  expect(again.roomId).not.toBe(gone.roomId);
  expect((await familyOf(room.roomId, teacher.token)).map(({ title }) => title)).toEqual([
    'Limn',
    'Ben',
    'Ann',
  ]);
  bens.leave();
});

test('Q21 R9 links withdrawn in a branch open no room of the team any more', async () => {
  const room = await server.createRoom('team');
  const owner = await server.grant(room, 'owner');
  const branch = asRoom(room, await childOf(room.roomId, owner.token, 'older'));
  const there = await server.grant(branch, 'owner');
  const renewed = (await (await ask(branch.roomId, there.token, 'links', 'POST')).json()) as CreatedRoom;
  for (const { roomId } of [room, branch]) {
    expect((await server.requestToken({ ...room, roomId }, 'editor')).status).toBe(403);
    expect((await server.requestToken({ ...renewed, roomId }, 'editor')).status).toBe(200);
  }
});

test('Q16 neither free rooms nor witness sessions have relatives, and a session tells of none', async () => {
  for (const [kind, looks] of [
    ['free', 200],
    ['witness', 403],
  ] as const) {
    const room = await server.createRoom(kind);
    const { token } = await server.grant(room, 'owner');
    expect((await ask(room.roomId, token, 'family', 'POST', { title: 'x' })).status).toBe(403);
    expect((await ask(room.roomId, token, 'family')).status).toBe(looks);
  }
});
