import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import { MAX_DOCUMENT_BYTES, MAX_UPDATE_BYTES } from '../../shared/limits.ts';
import { settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { mergeBomb } from '../support/badUpdates.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawSync } from '../support/rawSync.ts';
import { strokeBytes } from '../support/strokes.ts';
import { eventually, newStrokeId, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** Code of ws for a message over `maxPayload` (RFC 6455, section 7.4.1). */
const TOO_BIG = 1009;

let server: TestServer;
let room: CreatedRoom;
let others: Bystanders;
let mallory: TokenGrant;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.dispose());

beforeEach(async () => {
  room = await server.createRoom();
  others = await Bystanders.arrive(server, room);
  mallory = await server.grant(room, 'editor', { name: 'Mallory' });
  return () => others.leave();
});

/** Updates that Mallory's page would send for these changes, in step with the room. */
function updatesOf(change: (doc: Y.Doc) => void, version: 'update' | 'updateV2' = 'update'): Uint8Array[] {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(others.ann.doc));
  const updates: Uint8Array[] = [];
  doc.on(version, (update: Uint8Array) => updates.push(update));
  doc.transact(() => change(doc));
  return updates;
}

async function send(update: Uint8Array): Promise<RawSync> {
  const raw = await RawSync.synced(server, room.roomId, mallory.token);
  raw.update(update);
  return raw;
}

const drawing = (doc: Y.Doc) => strokesOf(doc).set(newStrokeId(), strokeBytes(mallory.subject));

describe('size', () => {
  test('L1 an update over 64 KB is refused, and a message over a document’s size is not even read', async () => {
    const raw = await send(new Uint8Array(MAX_UPDATE_BYTES + 1));
    expect(await raw.closed).toBe('invalid-update');
    const giant = await RawSync.synced(server, room.roomId, mallory.token);
    giant.socket.send(new Uint8Array(MAX_DOCUMENT_BYTES + 2048));
    expect(await giant.closed).toBe(TOO_BIG);
    await others.drawOn();
  });

  test('L10 a first sync of too many changes, or of changes that Yjs sorts for minutes, is refused', async () => {
    for (const [count, key] of [
      [200_000, ''],
      [50_000, 'k'],
      [15_000, 'searchSpace'],
    ] as const) {
      const encoder = encoding.createEncoder();
      for (const n of [1, count, 9, 0]) encoding.writeVarUint(encoder, n);
      for (let i = 0; i < count; i++) {
        encoding.writeUint8(encoder, 1 | (key ? 32 : 128));
        if (key) {
          encoding.writeVarUint(encoder, 1);
          encoding.writeVarString(encoder, 'settings');
          encoding.writeVarString(encoder, key);
        } else for (const n of [9, 0]) encoding.writeVarUint(encoder, n);
        encoding.writeVarUint(encoder, 1);
      }
      encoding.writeVarUint(encoder, 0);
      const raw = await RawSync.open(server, room.roomId, mallory.token);
      raw.step2(encoding.toUint8Array(encoder));
      expect(await raw.closed).toBe('invalid-update');
      await others.drawOn();
    }
  });
});

test('L10 who is refused again and again is not let in for a while', async () => {
  const reasons: (string | number)[] = [];
  // On a slow machine an offence may be forgiven meanwhile.
  while (reasons.length < 20 && reasons.at(-1) !== 'rate-limited') {
    reasons.push(await (await send(new Uint8Array([9, 9, 9]))).closed);
  }
  expect(reasons.slice(0, 5)).toEqual(Array(5).fill('invalid-update'));
  expect(reasons.at(-1)).toBe('rate-limited');
  await others.drawOn();
});

describe('format', () => {
  test('G1 an update in format V2 is refused', async () => {
    const [update = new Uint8Array()] = updatesOf(drawing, 'updateV2');
    expect(await (await send(update)).closed).toBe('invalid-update');
    await others.drawOn();
  });

  test('G1 27 bytes that keep `mergeUpdatesV2` busy for minutes are refused at once', async () => {
    const bomb = mergeBomb();
    expect(bomb.byteLength).toBe(27);
    for (const step of ['update', 'step2'] as const) {
      const raw = await RawSync.open(server, room.roomId, mallory.token);
      if (step === 'update') raw.step2(new Uint8Array([0, 0]));
      raw[step](bomb);
      expect(await raw.closed).toBe('invalid-update');
    }
    await others.drawOn();
  });

  test('G1 a state vector that is none is refused', async () => {
    const raw = await RawSync.open(server, room.roomId, mallory.token);
    // step 1 with a payload of one byte that promises 127 entries
    raw.socket.send(new Uint8Array([0, 0, 1, 127]));
    expect(await raw.closed).toBe('invalid-update');
    await others.drawOn();
  });
});

describe('replay', () => {
  test('A1 A4 others’ updates, sent again by somebody else, change nothing', async () => {
    const raw = await RawSync.synced(server, room.roomId, mallory.token);
    const id = others.ann.draw();
    await eventually(() => others.ben.strokeIds.includes(id));
    const relayed = Y.encodeStateAsUpdate(others.ben.doc);
    raw.update(relayed);
    others.ann.erase(id);
    await eventually(() => !others.ben.strokeIds.includes(id));
    raw.update(relayed);
    await others.drawOn();
    expect(others.ann.strokeIds).not.toContain(id);
    raw.socket.close();
  });

  test('A1 they cannot be carried into another room either', async () => {
    others.ann.draw();
    const elsewhere = await server.createRoom();
    const grant = await server.grant(elsewhere, 'editor');
    const raw = await RawSync.synced(server, elsewhere.roomId, grant.token);
    raw.update(Y.encodeStateAsUpdate(others.ann.doc));
    expect(await raw.closed).toBe('invalid-update');
    const eve = await TestPerson.join(server, elsewhere);
    expect(eve.strokeIds).toEqual([]);
    eve.leave();
    await others.drawOn();
  });
});

describe('names of Object’s own', () => {
  test.each<[string, (doc: Y.Doc) => void]>([
    ['a root __proto__', (doc) => doc.getMap('__proto__').set('x', 1)],
    ['a root constructor', (doc) => doc.getMap('constructor').set('x', 1)],
    ['a setting __proto__', (doc) => settingsMapOf(doc).set('__proto__', { polluted: 1 })],
    ['a setting hasOwnProperty', (doc) => settingsMapOf(doc).set('hasOwnProperty', 1)],
    [
      'a setting with such a value',
      (doc) => settingsMapOf(doc).set('searchSpace', JSON.parse('{"__proto__":{"polluted":1}}')),
    ],
    ['a setting that is not a number', (doc) => settingsMapOf(doc).set('refine.nose', Number.NaN)],
    ['an endless one', (doc) => settingsMapOf(doc).set('refine.nose', Number.POSITIVE_INFINITY)],
  ])('G3 G4 %s is refused', async (_name, change) => {
    const [update = new Uint8Array()] = updatesOf(change);
    expect(await (await send(update)).closed).toBe('invalid-update');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    await others.drawOn();
  });

  test('G3 a stroke called __proto__ is a stroke like any other', async () => {
    const id = '__proto__';
    const [update = new Uint8Array()] = updatesOf((doc) =>
      strokesOf(doc).set(id, strokeBytes(mallory.subject)),
    );
    const raw = await send(update);
    await eventually(() => others.ann.strokeIds.includes(id));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    await others.drawOn();
    raw.socket.close();
  });
});
