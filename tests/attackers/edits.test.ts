import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import { editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { cutKey, labelKey, moveKey } from '../../shared/strokeEdits.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawSync } from '../support/rawSync.ts';
import { eventually } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let others: Bystanders;
let mallory: TokenGrant;
let annsStroke: string;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.dispose());

beforeEach(async () => {
  room = await server.createRoom();
  others = await Bystanders.arrive(server, room);
  mallory = await server.grant(room, 'editor', { name: 'Mallory' });
  annsStroke = others.ann.draw();
  await eventually(() => others.ben.strokeIds.length === 1);
  await others.ann.saved();
  return () => others.leave();
});

/** Sends what Mallory's page would send for this change of the edits. */
async function send(change: (edits: Y.Map<unknown>, doc: Y.Doc) => void): Promise<RawSync> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(others.ann.doc));
  let update = new Uint8Array();
  doc.on('update', (bytes: Uint8Array) => {
    update = new Uint8Array(bytes);
  });
  doc.transact(() => change(editsOf(doc), doc));
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.update(update);
  return raw;
}

/** of Mallory's */
const moveOf = (stroke: string) => moveKey(stroke, mallory.subject);
const labelOf = (stroke: string) => labelKey(stroke, mallory.subject);
const IDENTITY = [1, 0, 0, 1, 0, 0, 1];

test.each<[string, (stroke: string, edits: Y.Map<unknown>) => void]>([
  ['a key __proto__', (_stroke, edits) => edits.set('__proto__', IDENTITY)],
  ['a key of Object’s own', (_stroke, edits) => edits.set('constructor/transform', IDENTITY)],
  ['a field that there is not', (stroke, edits) => edits.set(`${stroke}/author`, 'mallory0')],
  ['a field of a field', (stroke, edits) => edits.set(`${stroke}/transform/transform`, IDENTITY)],
  ['a stroke that never was', (_stroke, edits) => edits.set(moveOf('stroke-nowhere'), IDENTITY)],
  ['a matrix of NaN', (stroke, edits) => edits.set(moveOf(stroke), [Number.NaN, 0, 0, 1, 0, 0, 1])],
  ['an endless matrix', (stroke, edits) => edits.set(moveOf(stroke), [1, 0, 0, 1, 0, Infinity, 1])],
  ['a matrix that leaves nothing', (stroke, edits) => edits.set(moveOf(stroke), [0, 0, 0, 0, 9, 9, 1])],
  ['a matrix that is an object', (stroke, edits) => edits.set(moveOf(stroke), { ...IDENTITY })],
  [
    'an endless list of cuts',
    (stroke, edits) =>
      edits.set(
        cutKey(stroke, mallory.subject),
        Array.from({ length: 10_000 }, (_, i) => i),
      ),
  ],
  ['a cut of fractions', (stroke, edits) => edits.set(cutKey(stroke, mallory.subject), [0.5, 1.5])],
  ['a cut in Ann’s name', (stroke, edits) => edits.set(cutKey(stroke, others.ann.subject), [0, 50])],
  ['a move in Ann’s name', (stroke, edits) => edits.set(moveKey(stroke, others.ann.subject), IDENTITY)],
  ['a move in nobody’s name', (stroke, edits) => edits.set(`${stroke}/transform`, IDENTITY.slice(0, 6))],
  ['a move after all others', (stroke, edits) => edits.set(moveOf(stroke), [1, 0, 0, 1, 0, 0, 2 ** 50])],
  ['a label that there is not', (stroke, edits) => edits.set(labelOf(stroke), ['beard', 1])],
  ['a label that is a novel', (stroke, edits) => edits.set(labelOf(stroke), ['hair'.repeat(9_000), 1])],
  ['a label that is an object', (stroke, edits) => edits.set(labelOf(stroke), { toString: 'hair' })],
  [
    'a label of a stroke that never was',
    (_stroke, edits) => edits.set(labelOf('stroke-nowhere'), ['hair', 1]),
  ],
  ['a label in Ann’s name', (stroke, edits) => edits.set(labelKey(stroke, others.ann.subject), ['hair', 1])],
  ['a label in nobody’s name', (stroke, edits) => edits.set(`${stroke}/label`, 'hair')],
  ['a label after all others', (stroke, edits) => edits.set(labelOf(stroke), ['hair', 2 ** 50])],
  ['a nested type', (stroke, edits) => edits.set(moveOf(stroke), new Y.Array())],
])('S1 G3 G4 A1 %s is refused, and nobody else notices', async (_what, change) => {
  const raw = await send((edits) => change(annsStroke, edits));
  expect(await raw.closed).toBe('invalid-update');
  expect(editsOf(others.ann.doc).size).toBe(0);
  expect(({} as Record<string, unknown>).transform).toBeUndefined();
  await others.drawOn();
});

test('A3 S1 who moves a stroke of others changes neither its bytes nor its author', async () => {
  const before = strokesOf(others.ann.doc).get(annsStroke);
  const raw = await send((edits) => edits.set(moveOf(annsStroke), [1, 0, 0, 1, 30, 0, 1]));
  await eventually(() => editsOf(others.ann.doc).size === 1);
  expect(strokesOf(others.ann.doc).get(annsStroke)).toEqual(before);
  await others.drawOn();
  raw.socket.close();
});

test('F2 a cut that lies beyond the stroke’s end takes nothing, and the portrait is drawn all the same', async () => {
  const raw = await send((edits) =>
    edits.set(cutKey(annsStroke, mallory.subject), [90_000, 90_001, 100_000, 120_000]),
  );
  await eventually(() => editsOf(others.ann.doc).size === 1);
  await others.drawOn();
  await others.ann.finalPortrait(1);
  raw.socket.close();
});
