import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import { MAX_STROKE_POINTS } from '../../shared/limits.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawSync } from '../support/rawSync.ts';
import { strokeBytes } from '../support/strokes.ts';
import { eventually } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** ms; megabytes are checked and sent */
const TIMEOUT_MS = 60_000;
/** Bytes of the drawing that is asked for again and again. */
const DRAWING_BYTES = 3 * 1024 * 1024;
/** Together more than the server holds for a reader, and than the system's own buffers take. */
const QUESTIONS = 12;

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

test('L7 who asks for the drawing again and again and never reads is closed, and nobody waits for it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const strokes = await fillRoom();
  await eventually(() => others.ben.strokeIds.length >= strokes);
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.socket.pause();
  // step 1 of somebody who has nothing
  for (let i = 0; i < QUESTIONS; i++) raw.socket.send(new Uint8Array([0, 0, 1, 0]));
  await others.drawOn();
  raw.socket.resume();
  expect(await raw.closed).toBe('too-slow');
  await others.drawOn();
});

/** @returns how many strokes it took */
async function fillRoom(): Promise<number> {
  const doc = new Y.Doc();
  const bytes = strokeBytes(mallory.subject, { count: MAX_STROKE_POINTS });
  const count = Math.ceil(DRAWING_BYTES / bytes.byteLength);
  doc.transact(() => {
    for (let i = 0; i < count; i++) strokesOf(doc).set(`long-stroke-${i}`, bytes);
  });
  const raw = await RawSync.open(server, room.roomId, mallory.token);
  raw.step2(Y.encodeStateAsUpdate(doc));
  await eventually(() => others.ann.strokeIds.length >= count);
  raw.socket.close();
  return count;
}
