import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { UpdateGate } from '../../server/sync/updateGate.ts';
import { UpdateRefusedError } from '../../server/sync/updateRefusedError.ts';
import { loadRoom, personOf } from '../../server/testing/roomFixture.ts';
import { editsOf, ROOM_ROOTS, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { type SettingKey, settingValueSchemas } from '../../shared/settings.ts';
import { decodeStroke } from '../../shared/strokeCodec.ts';
import { cutKey, isEditValue, moveKey, parseEditKey } from '../../shared/strokeEdits.ts';
import { corrupted } from '../support/badUpdates.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawSync } from '../support/rawSync.ts';
import { strokeBytes } from '../support/strokes.ts';
import { startTestServer } from '../support/testServer.ts';

/** What is flipped in each byte: every single bit, all bits, and neighbours in both directions. */
const FLIPS = [
  1, 2, 4, 8, 16, 32, 64, 128, 255, 3, 5, 7, 15, 31, 63, 127, 129, 170, 85, 204, 51, 240, 15, 254,
];
/** ms; thousands of updates, each on a scratch document */
const TIMEOUT_MS = 120_000;
/** corruptions that go through real sockets */
const OVER_SOCKETS = 80;

const ann = personOf('ann00000');
const ben = personOf('ben00000');

/** A page's update with a new stroke, a setting and an erase, for a room that holds one stroke of Ann's. */
function realUpdate(base: Uint8Array, author: string, clientID = 77): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  Y.applyUpdate(doc, base);
  let update: Uint8Array = new Uint8Array();
  doc.once('update', (bytes) => {
    update = bytes;
  });
  doc.transact(() => {
    strokesOf(doc).set('stroke-02', strokeBytes(author, { count: 30 }));
    settingsMapOf(doc).set('refine.mouth', 0.25);
    editsOf(doc).set(moveKey('stroke-03', author), [1, 0, 0, 1, 5, 0.5, 1]);
    editsOf(doc).set(cutKey('stroke-03', author), [3, 9]);
    strokesOf(doc).delete('stroke-01');
  });
  return update;
}

/** The room of every corruption: one stroke of Ann's. */
async function freshRoom() {
  const room = await loadRoom();
  const gate = new UpdateGate(room);
  const doc = new Y.Doc();
  doc.clientID = 7;
  for (const id of ['stroke-01', 'stroke-03']) strokesOf(doc).set(id, strokeBytes(ann.subject));
  gate.admit(Y.encodeStateAsUpdate(doc), ann);
  return { room, gate };
}

test('G6 every one-byte corruption of a real update is refused whole, or keeps every rule', {
  timeout: TIMEOUT_MS,
}, async () => {
  let { room, gate } = await freshRoom();
  const base = Y.encodeStateAsUpdate(room.doc);
  const firstStroke = strokesOf(room.doc).get('stroke-01');
  const good = realUpdate(base, ben.subject);
  let tried = 0;
  let refused = 0;
  for (let at = 0; at < good.byteLength; at++) {
    for (const flip of FLIPS) {
      tried++;
      const bad = corrupted(good, at, flip);
      let changed: boolean;
      try {
        changed = gate.admit(bad, ben);
      } catch (error) {
        expect(error).toBeInstanceOf(UpdateRefusedError);
        refused++;
        continue;
      }
      const where = `byte ${at} ^ ${flip}`;
      expect(room.doc.store.pendingStructs ?? room.doc.store.pendingDs, where).toBeNull();
      for (const root of room.doc.share.keys()) expect(ROOM_ROOTS, where).toContain(root);
      for (const [id, bytes] of strokesOf(room.doc)) {
        if (id !== 'stroke-02' && decodeStroke(bytes).author === ann.subject)
          expect(bytes, where).toEqual(firstStroke);
        else expect(decodeStroke(bytes).author, where).toBe(ben.subject);
      }
      for (const [key, value] of settingsMapOf(room.doc)) {
        expect(settingValueSchemas[key as SettingKey].safeParse(value).success, where).toBe(true);
      }
      for (const [key, value] of editsOf(room.doc)) {
        const edit = parseEditKey(key);
        expect(edit && isEditValue(edit, value), where).toBe(true);
        if (edit && 'subject' in edit) expect(edit.subject, where).toBe(ben.subject);
      }
      const copy = new Y.Doc();
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(room.doc));
      expect(Y.encodeStateAsUpdate(copy), where).toEqual(Y.encodeStateAsUpdate(room.doc));
      if (changed) ({ room, gate } = await freshRoom());
    }
    // Whatever was refused for this byte left no trace.
    expect(Y.encodeStateAsUpdate(room.doc)).toEqual(base);
  }
  expect(tried).toBeGreaterThanOrEqual(5_000);
  expect(refused).toBeGreaterThan(tried / 4);
});

test('G1 G6 corruptions over real sockets end their sender alone', { timeout: TIMEOUT_MS }, async () => {
  const server = await startTestServer();
  const room = await server.createRoom();
  const others = await Bystanders.arrive(server, room);
  let mallory = await server.grant(room, 'editor');
  const reasons = new Map<string | number, number>();
  try {
    const update = () =>
      realUpdate(Y.encodeStateAsUpdate(others.ann.doc), mallory.subject, 1_000 + reasons.size);
    let good = update();
    let raw = await RawSync.synced(server, room.roomId, mallory.token);
    for (let i = 0; i < OVER_SOCKETS; i++) {
      raw.update(corrupted(good, Math.floor((i * good.byteLength) / OVER_SOCKETS), FLIPS[i % 8] ?? 1));
      // The answer to a question tells that the update was looked at.
      const heard = raw.received.length;
      raw.socket.send(new Uint8Array([0, 0, 1, 0]));
      const reason = await Promise.race([raw.closed, raw.hears(heard)]);
      if (reason === null) continue;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      // One person who is refused again and again is not let in for a while.
      mallory = await server.grant(room, 'editor');
      good = update();
      raw = await RawSync.synced(server, room.roomId, mallory.token);
    }
    expect([...reasons.keys()].filter((reason) => reason !== 'rate-limited')).toEqual(['invalid-update']);
    await others.drawOn();
    raw.socket.close();
  } finally {
    others.leave();
    await server.dispose();
  }
});
