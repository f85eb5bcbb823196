import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CreatedRoom } from '../../shared/api.ts';
import type { LinkName } from '../../shared/roles.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import {
  type VersionHead,
  type VersionNews,
  versionHeadSchema,
  versionListSchema,
} from '../../shared/versions.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let people: TestPerson[];

beforeEach(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  people = [];
});

afterEach(async () => {
  for (const person of people) person.leave();
  await server.dispose();
});

async function join(role: LinkName = 'editor'): Promise<TestPerson & { news: VersionNews[] }> {
  const person = await TestPerson.join(server, room, { role });
  people.push(person);
  const news: VersionNews[] = [];
  person.live.on('versions', (event) => news.push(event));
  return Object.assign(person, { news });
}

function ask(token: string, path = '', method = 'GET', body?: object): Promise<Response> {
  return fetch(`${server.origin}/api/rooms/${room.roomId}/versions${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function listOf(token: string): Promise<VersionHead[]> {
  return versionListSchema.parse(await (await ask(token)).json()).versions;
}

async function name(person: TestPerson, name: string): Promise<VersionHead> {
  const response = await ask(person.grant.token, '', 'POST', { name });
  expect(response.status).toBe(201);
  return versionHeadSchema.parse(await response.json());
}

test('V4 everyone hears of a named version at once and can look at its drawing and portrait', async () => {
  const [ann, vic] = [await join(), await join('viewer')];
  ann.draw();
  await ann.finalPortrait(1);
  const head = await name(ann, 'one line');
  expect(head).toMatchObject({ name: 'one line', by: { subject: ann.subject }, strokes: 1, portraitOf: 1 });
  await eventually(() => vic.news.some(({ put }) => put.some(({ id }) => id === head.id)));

  const document = await ask(vic.grant.token, `/${head.id}/document`);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, new Uint8Array(await document.arrayBuffer()));
  expect([...strokesOf(doc).keys()]).toEqual(ann.strokeIds);
  const portrait = await ask(vic.grant.token, `/${head.id}/portrait`);
  expect(portrait.headers.get('content-type')).toBe('image/webp');
  expect(new Uint8Array(await portrait.arrayBuffer())).toEqual(
    new Uint8Array(ann.portraits.at(-1)?.image ?? []),
  );
});

test('V3 a restored version is a change that everyone gets, and a restart keeps both', async () => {
  const [ann, ben] = [await join(), await join()];
  const kept = ann.draw();
  await ann.saved();
  const head = await name(ann, 'before');
  ann.erase(kept);
  const later = ben.draw();
  await eventually(() => ann.strokeIds.length === 1 && ann.strokeIds[0] === later);
  await ben.saved();

  expect((await ask(ben.grant.token, `/${head.id}/restore`, 'POST')).status).toBe(204);
  await eventually(() => [ann, ben].every(({ strokeIds }) => strokeIds.join() === kept));
  const versions = await listOf(ann.grant.token);
  expect(versions.map(({ reason }) => reason)).toEqual(['wish', 'restore']);

  await server.restart();
  const eve = await join('viewer');
  expect(eve.strokeIds).toEqual([kept]);
  expect(await listOf(eve.grant.token)).toEqual(versions);
});

test('V3 undo of an erasure after a restoration brings nothing back twice and is not refused', async () => {
  const ann = await join();
  const undo = new Y.UndoManager(strokesOf(ann.doc), { captureTimeout: 0 });
  const id = ann.draw();
  await ann.saved();
  const head = await name(ann, 'before');
  ann.erase(id);
  await eventually(() => ann.stored.length > 1);
  await ask(ann.grant.token, `/${head.id}/restore`, 'POST');
  await eventually(() => ann.strokeIds.length === 1);
  undo.undo();
  ann.draw();
  await ann.saved();
  expect(ann.strokeIds).toContain(id);
  expect(ann.closeCodes).toEqual([]);
});

test('V9 a viewer looks and does nothing else; an editor removes nothing; an owner does', async () => {
  const [ann, vic, owner] = [await join(), await join('viewer'), await join('owner')];
  ann.draw();
  await ann.saved();
  const { id } = await name(ann, 'one');
  const tries: [string, string, object?][] = [
    ['', 'POST', { name: 'mine' }],
    ['', 'POST', { before: 'import' }],
    [`/${id}`, 'PATCH', { name: 'mine' }],
    [`/${id}/restore`, 'POST'],
    [`/${id}`, 'DELETE'],
  ];
  for (const [path, method, body] of tries) {
    const response = await ask(vic.grant.token, path, method, body);
    expect([path, method, response.status]).toEqual([path, method, 403]);
  }
  expect((await ask(ann.grant.token, `/${id}`, 'DELETE')).status).toBe(403);
  expect(await listOf(vic.grant.token)).toHaveLength(1);
  expect((await ask(owner.grant.token, `/${id}`, 'DELETE')).status).toBe(204);
  expect(await listOf(vic.grant.token)).toEqual([]);
  await eventually(() => vic.news.some(({ gone }) => gone.includes(id)));
});
