import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import { MAX_REFERENCE_BYTES } from '../../shared/limits.ts';
import { PICTURE_BOMBS } from '../support/badPictures.ts';
import { Bystanders } from '../support/bystanders.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** ms; the process that reads pictures loads its networks first */
const TIMEOUT_MS = 90_000;

let server: TestServer;
let room: CreatedRoom;
let others: Bystanders;
let mallory: TokenGrant;

beforeAll(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  others = await Bystanders.arrive(server, room);
  mallory = await server.grant(room, 'editor');
});

afterAll(async () => {
  others?.leave();
  await server?.dispose();
});

function upload(body: Buffer | string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.origin}/api/rooms/${room.roomId}/references?source=picture`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mallory.token}`, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

test.each(PICTURE_BOMBS)(
  'L11 %s as a reference picture is refused with a sentence',
  {
    timeout: TIMEOUT_MS,
  },
  async (_name, make) => {
    const answer = await upload(make());
    const { error } = await answer.json();
    expect([answer.status, error.code]).toEqual([400, 'bad-request']);
    expect(error.message).not.toMatch(/root:|\/etc|node_modules|Error:/);
    await others.drawOn();
  },
);

test('L11 more than a picture’s bytes are not read, packed ones are not unpacked', async () => {
  expect((await upload(Buffer.alloc(MAX_REFERENCE_BYTES + 1))).status).toBe(400);
  const packed = await upload(deflateSync(Buffer.alloc(1_000_000)), { 'content-encoding': 'deflate' });
  expect(packed.status).toBe(400);
  await others.drawOn();
});
