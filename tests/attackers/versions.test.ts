import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CreatedRoom } from '../../shared/api.ts';
import { versionHeadSchema } from '../../shared/versions.ts';
import { TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let ann: TestPerson;

beforeEach(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  ann = await TestPerson.join(server, room);
});

afterEach(async () => {
  ann.leave();
  await server.dispose();
});

function ask(
  path: string,
  { method = 'GET', token = ann.grant.token, body = '', roomId = room.roomId } = {},
) {
  return fetch(`${server.origin}/api/rooms/${roomId}/versions${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body }),
  });
}

async function keep(): Promise<string> {
  ann.draw();
  await ann.saved();
  const response = await ask('', { method: 'POST', body: JSON.stringify({ name: 'one' }) });
  return versionHeadSchema.parse(await response.json()).id;
}

test('V9 made-up version ids lead nowhere, least of all out of the folder', async () => {
  await keep();
  const outside = join(server.dataDir, 'rooms', room.roomId, 'versions', '..');
  await mkdir(outside, { recursive: true });
  await writeFile(join(outside, 'secret-secret-se.version'), 'x');
  for (const id of [
    'AAAAAAAAAAAAAAAA',
    '..%2Fsecret-secret-se',
    '..%2F..%2Ftoken.key',
    '%2e%2e%2fsecret-secre',
    '__proto__',
    'a'.repeat(4_000),
    '%00'.repeat(16),
  ]) {
    for (const [path, method] of [
      [`/${id}/document`, 'GET'],
      [`/${id}/portrait`, 'GET'],
      [`/${id}/restore`, 'POST'],
    ] as const) {
      const response = await ask(path, { method });
      expect([id.slice(0, 30), path.split('/').at(-1), response.status]).toEqual([
        id.slice(0, 30),
        path.split('/').at(-1),
        404,
      ]);
    }
  }
});

test("R3 V9 another room's token, a forged one or none opens no version", async () => {
  const id = await keep();
  const other = await server.createRoom();
  const foreign = await server.grant(other, 'owner');
  const forged = `${ann.grant.token.slice(0, -4)}AAAA`;
  for (const token of [foreign.token, forged, 'x']) {
    for (const path of ['', `/${id}/document`, `/${id}/portrait`]) {
      expect((await ask(path, { token })).status).toBe(403);
    }
    expect((await ask(`/${id}/restore`, { token, method: 'POST' })).status).toBe(403);
  }
  // a version of one room is not to be had in another
  expect((await ask(`/${id}/document`, { token: foreign.token, roomId: other.roomId })).status).toBe(404);
  expect(
    (await ask(`/${id}/restore`, { token: foreign.token, roomId: other.roomId, method: 'POST' })).status,
  ).toBe(404);
});

test('R9 links that were withdrawn open no version', async () => {
  const id = await keep();
  const owner = await server.grant(room, 'owner');
  await fetch(`${server.origin}/api/rooms/${room.roomId}/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner.token}` },
  });
  expect((await ask(`/${id}/document`)).status).toBe(403);
});

test.each([
  ['no body', ''],
  ['no JSON', '{"name":'],
  ['no name', '{}'],
  ['an empty name', '{"name":" \\u0000 "}'],
  ['a long name', JSON.stringify({ name: 'x'.repeat(61) })],
  ['a name that is none', '{"name":{"toString":"x"}}'],
  ['more than was asked', '{"name":"a","reason":"rest"}'],
  ['too much of it', JSON.stringify({ name: 'x', more: 'x'.repeat(20_000) })],
  ['a JSON bomb', `${'['.repeat(8_000)}${']'.repeat(8_000)}`],
])('V4 a wish with %s is refused as bad-request and nobody notices', async (_name, body) => {
  const response = await ask('', { method: 'POST', body });
  expect(response.status).toBe(400);
  expect(ann.closeCodes).toEqual([]);
  expect(await (await ask('')).json()).toEqual({ versions: [] });
});

test('V5 who keeps and restores without end is told to wait; the room goes on', async () => {
  const id = await keep();
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async () => (await ask(`/${id}/restore`, { method: 'POST' })).status),
  );
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(30);
  ann.draw();
  await ann.saved();
});
