import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedRoom } from '../../shared/api.ts';
import { MAX_REFERENCE_BYTES, MAX_UNDERLAY_BYTES } from '../../shared/limits.ts';
import { settingsMapOf, underlayOf } from '../../shared/roomDocument.ts';
import { UNDERLAY_PICTURE } from '../../shared/underlay.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** ms: a process that decodes pictures is started, on a busy machine */
const TIMEOUT_MS = 60_000;

let server: TestServer;
let room: CreatedRoom;
let photo: Buffer;

beforeAll(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#a98' } })
    .withExif({ IFD0: { Copyright: 'secret place' } })
    .jpeg()
    .toBuffer();
});
afterAll(() => server?.dispose());

function send(
  method: 'PUT' | 'DELETE',
  token: string,
  body?: Uint8Array | string,
  into = room,
): Promise<Response> {
  return fetch(`${server.origin}/api/rooms/${into.roomId}/underlay`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
}
const codeOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error.code;

test('I1 a photo lies under everybody’s sheet, encoded anew; it is placed, survives a restart, and is taken away', {
  timeout: TIMEOUT_MS,
}, async () => {
  const ann = await TestPerson.join(server, room, { name: 'Ann' });
  const ben = await TestPerson.join(server, room, { name: 'Ben' });
  expect((await send('PUT', ann.grant.token, photo)).status).toBe(204);
  const seen = await eventually(() => underlayOf(ben.doc) ?? false);
  expect(seen).toMatchObject({ x: 0, y: 0, size: 1 });
  expect(await sharp(seen.picture).metadata()).toMatchObject({ format: 'webp', width: 768 });
  expect(Buffer.from(seen.picture).includes('secret place')).toBe(false);
  expect(seen.picture.byteLength).toBeLessThanOrEqual(MAX_UNDERLAY_BYTES);

  settingsMapOf(ben.doc).set('underlay.x', 40);
  settingsMapOf(ben.doc).set('underlay.size', 1.5);
  await eventually(() => underlayOf(ann.doc)?.size === 1.5 && underlayOf(ann.doc)?.x === 40);
  for (const person of [ann, ben]) person.leave();

  await server.restart();
  const cid = await TestPerson.join(server, room, { name: 'Cid' });
  expect(underlayOf(cid.doc)).toMatchObject({ x: 40, size: 1.5 });
  // the next picture begins in the middle
  expect((await send('PUT', cid.grant.token, photo)).status).toBe(204);
  await eventually(() => underlayOf(cid.doc)?.x === 0 && underlayOf(cid.doc)?.size === 1);
  expect((await send('DELETE', cid.grant.token)).status).toBe(204);
  await eventually(() => underlayOf(cid.doc) === null);
  cid.leave();
});

test('I2 nobody writes the picture past the server, and its place stays within bounds', async () => {
  const ann = await TestPerson.join(server, room, { name: 'Ann' });
  for (const [key, value] of [
    [UNDERLAY_PICTURE, new Uint8Array([1, 2, 3])],
    ['underlay.size', 1e9],
    ['underlay.angle', 1],
  ] as const) {
    const mallory = await TestPerson.join(server, room, { name: 'Mallory' });
    settingsMapOf(mallory.doc).set(key, value);
    await eventually(() => mallory.closeCodes.length > 0);
    mallory.leave();
    expect(settingsMapOf(ann.doc).has(key)).toBe(false);
  }
  ann.leave();
});

test('I2 what is no photo, or too large, is refused in one sentence; so are viewers, witness sessions and frozen rooms', {
  timeout: TIMEOUT_MS,
}, async () => {
  const editor = await server.grant(room, 'editor');
  const hostile: (Uint8Array | string)[] = [
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><script>1</script></svg>',
    'GIF89a, honestly',
    Buffer.from('\xff\xd8\xff\xe0 cut off', 'latin1'),
    new Uint8Array(MAX_REFERENCE_BYTES + 1),
    new Uint8Array(),
  ];
  for (const file of hostile) {
    const answer = await send('PUT', editor.token, file);
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'bad-request']);
  }
  const viewer = await server.grant(room, 'viewer');
  expect(await codeOf(await send('PUT', viewer.token, photo))).toBe('forbidden');
  expect(await codeOf(await send('DELETE', viewer.token))).toBe('forbidden');

  const session = await server.createRoom('witness');
  const operator = await server.grant(session, 'owner');
  expect(await codeOf(await send('PUT', operator.token, photo, session))).toBe('forbidden');

  const olga = await TestPerson.join(server, room, { role: 'owner', name: 'Olga' });
  settingsMapOf(olga.doc).set('frozen', true);
  await olga.saved();
  expect(await codeOf(await send('PUT', editor.token, photo))).toBe('forbidden');
  olga.leave();
});
