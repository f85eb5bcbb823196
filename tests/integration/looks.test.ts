import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PortraitPipeline } from '../../models/index.ts';
import type { CreatedRoom } from '../../shared/api.ts';
import { appearanceReferenceSchema } from '../../shared/appearance.ts';
import { MAX_REFERENCE_BYTES } from '../../shared/limits.ts';
import { settingsMapOf } from '../../shared/roomDocument.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { eventually, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** ms: networks are loaded and a picture is looked at, on a busy machine */
const TIMEOUT_MS = 120_000;

let server: TestServer;
let room: CreatedRoom;
let portrait: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const pipeline = await PortraitPipeline.load();
  const { image } = await pipeline.render({
    drawing: { strokes: [] },
    settings: DEFAULT_SETTINGS,
    size: 512,
  });
  await pipeline.dispose();
  portrait = Uint8Array.from(image);
  server = await startTestServer();
  room = await server.createRoom();
}, TIMEOUT_MS);

afterAll(() => server?.dispose());

function send(token: string | null, body: Uint8Array<ArrayBuffer>, source = 'picture'): Promise<Response> {
  return fetch(`${server.origin}/api/rooms/${room.roomId}/references?source=${source}`, {
    method: 'POST',
    headers: { 'content-type': 'image/webp', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body,
  });
}
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error;

test('K1 a viewer, or someone without a token, gets no code of a picture', async () => {
  const viewer = await server.grant(room, 'viewer');
  for (const token of [viewer.token, null, 'forged']) {
    const answer = await send(token, portrait);
    expect([answer.status, (await errorOf(answer)).code]).toEqual([403, 'forbidden']);
  }
});

test('K2 a file that is no usable picture is refused in one sentence, and the next picture is read', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { token } = await server.grant(room, 'editor');
  const blank = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#456' } })
    .png()
    .toBuffer();
  const hostile = [
    bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff'),
    bytes('\xff\xd8\xff\xe0 cut off'),
    Uint8Array.from(blank),
    new Uint8Array(),
  ];
  for (const file of hostile) {
    const answer = await send(token, file);
    const { code, message } = await errorOf(answer);
    expect([answer.status, code]).toEqual([400, 'bad-request']);
    expect(message).toMatch(/picture/i);
  }
  expect((await send(token, new Uint8Array(MAX_REFERENCE_BYTES + 1))).status).toBe(400);
  expect((await send(token, portrait, 'mirror')).status).toBe(400);
  expect((await send(token, portrait)).status).toBe(200);
});

test('K3 the code of a picture lands in the document as a setting, and everyone’s next portrait wears it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const ann = await TestPerson.join(server, room, { name: 'Ann' });
  const ben = await TestPerson.join(server, room, { name: 'Ben' });
  const answer = await send(ann.grant.token, portrait, 'portrait');
  const reference = appearanceReferenceSchema.parse(await answer.json());
  expect(reference.source).toBe('portrait');
  settingsMapOf(ann.doc).set('appearanceReference', reference);
  settingsMapOf(ann.doc).set('appearance.age', 1.5);
  await eventually(() => {
    expect(settingsMapOf(ben.doc).get('appearanceReference')).toEqual(reference);
    expect(server.renderer.jobs.at(-1)?.settings).toMatchObject({
      appearanceReference: reference,
      appearance: { age: 1.5, skin: 0 },
    });
  });
  ann.leave();
  ben.leave();
});
