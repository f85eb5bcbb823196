import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import { marksOf, settingsMapOf } from '../../shared/roomDocument.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawLive } from '../support/rawLive.ts';
import { RawSync } from '../support/rawSync.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let room: CreatedRoom;
let others: Bystanders;

beforeAll(async () => {
  server = await startTestServer();
  room = await server.createRoom();
  others = await Bystanders.arrive(server, room);
});

afterAll(async () => {
  others?.leave();
  await server?.dispose();
});

describe.each(['editor', 'viewer'] as const)('O5 a %s that plays the owner', (role) => {
  let grant: TokenGrant;
  beforeEach(async () => {
    grant = await server.grant(room, role);
  });

  test.each([
    ['PUT', '/ended'],
    ['DELETE', '/ended'],
    ['PUT', '/kicked/ann00000'],
    ['DELETE', '/kicked/ann00000'],
    ['POST', '/links'],
    ['DELETE', ''],
  ])('is refused %s %s over HTTP', async (method, path) => {
    const answer = await fetch(`${server.origin}/api/rooms/${room.roomId}${path}`, {
      method,
      headers: { authorization: `Bearer ${grant.token}`, 'content-type': 'application/json' },
      ...(method === 'PUT' && { body: JSON.stringify({ name: 'Ann' }) }),
    });
    expect((await answer.json()).error.code).toBe('forbidden');
    await others.drawOn();
  });

  test.each([
    ['frozen', true],
    ['cursorsHidden', true],
    ['spotlight', 'ann00000'],
    ['lock.nose', true],
    ['hold.nose', 'ann00000'],
  ])('is refused the setting %s on the document socket', async (key, value) => {
    const doc = new Y.Doc();
    settingsMapOf(doc).set(key, value);
    for (const send of ['step2', 'update'] as const) {
      const raw =
        send === 'step2'
          ? await RawSync.open(server, room.roomId, grant.token)
          : await RawSync.synced(server, room.roomId, grant.token);
      raw[send](Y.encodeStateAsUpdate(doc));
      expect(await raw.closed).toBe(role === 'viewer' ? 'forbidden' : 'invalid-update');
    }
    await others.drawOn();
  });

  test('M1 M2 forges no comment, and takes none of others away', async () => {
    const { ann } = others;
    const author = { author: ann.subject, name: 'Ann' };
    const comment = { kind: 'comment', x: 1, y: 1, text: 'Mine.', at: 1, ...author };
    marksOf(ann.doc).set(`mark-of-ann-${role}`, comment);
    await ann.saved();
    const attempts: ((doc: Y.Doc) => void)[] = [
      (doc) => marksOf(doc).set('mark-forged', comment),
      (doc) => marksOf(doc).delete(`mark-of-ann-${role}`),
      (doc) => marksOf(doc).set(`mark-of-ann-${role}/done`, true),
      (doc) => marksOf(doc).set(`mark-of-ann-${role}`, { ...comment, text: 'Changed.' }),
    ];
    for (const attempt of attempts) {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(ann.doc));
      const before = Y.encodeStateVector(doc);
      attempt(doc);
      const raw = await RawSync.synced(server, room.roomId, grant.token);
      raw.update(Y.encodeStateAsUpdate(doc, before));
      expect(await raw.closed).toBe(role === 'viewer' ? 'forbidden' : 'invalid-update');
    }
    expect([...marksOf(ann.doc)]).toContainEqual([`mark-of-ann-${role}`, comment]);
    await others.drawOn();
  });

  test('U3 cannot lower somebody else’s hand', async () => {
    const { ann } = others;
    const raw = await RawLive.joined(server, grant.token);
    raw.event('lowerHand', { subject: ann.subject });
    expect(await raw.closed).toBe('forbidden');
    await others.drawOn();
  });

  test.each([
    ['laser', { points: [] }],
    ['laser', { points: Array.from({ length: 500 }, () => ({ x: 1, y: 1 })) }],
    ['laser', { points: [{ x: 1e9, y: 0 }] }],
    ['view', { x: 0, y: 0, zoom: 0 }],
    ['view', { x: Number.NaN, y: 0, zoom: 1 }],
    ['lowerHand', { subject: '../x' }],
  ])('U1 U2 is closed for a malformed %s', async (event, payload) => {
    const raw = await RawLive.joined(server, grant.token);
    raw.event(event, payload);
    expect(await raw.closed).toBe('invalid-update');
  });

  test('O4 cannot give parts to others, nor take what somebody holds', async () => {
    const { ann } = others;
    expect(await ann.live.emitWithAck('holdPart', { part: 'mouth', subject: ann.subject })).toBeNull();
    const raw = await RawLive.joined(server, grant.token);
    for (const [id, event] of [
      { part: 'mouth', subject: grant.subject },
      { part: 'mouth', subject: null },
      { part: 'nose', subject: others.ben.subject },
    ].entries()) {
      raw.socket.send(`42${id}${JSON.stringify(['holdPart', event])}`);
      await expect.poll(() => raw.received).toContain(`43${id}["forbidden"]`);
    }
    raw.event('holdPart', { part: 'chin', subject: grant.subject });
    expect(await raw.closed).toBe('invalid-update');
    expect(await ann.live.emitWithAck('holdPart', { part: 'mouth', subject: null })).toBeNull();
    await others.drawOn();
  });
});

test('O1 an owner’s malformed request takes nobody out', async () => {
  const owner = await server.grant(room, 'owner');
  for (const [path, body] of [
    ['/kicked/x', { name: 'X' }],
    ['/kicked/ann00000', {}],
    ['/kicked/ann00000', { name: ' ' }],
    ['/kicked/ann00000', undefined],
  ] as const) {
    const answer = await fetch(`${server.origin}/api/rooms/${room.roomId}${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect([path, (await answer.json()).error.code]).toEqual([path, 'bad-request']);
  }
  await others.drawOn();
});
