import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { loadTokenKey, TokenIssuer } from '../../server/rooms/tokens.ts';

import { type CreatedRoom, createdRoomSchema } from '../../shared/api.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawLive } from '../support/rawLive.ts';
import { RawSync } from '../support/rawSync.ts';
import { ShiftedClock } from '../support/shiftedClock.ts';
import { linePoints, strokeBytes } from '../support/strokes.ts';
import { newStrokeId } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const HOUR_MS = 3_600_000;

let server: TestServer;
let clock: ShiftedClock;
let room: CreatedRoom;
let others: Bystanders;
/** tokens that must open nothing, by what is wrong with them, and the reason that is given */
const bad: Record<string, { token: string; reason: string }> = {};

beforeAll(async () => {
  clock = new ShiftedClock();
  server = await startTestServer({ clock });
  const old = await server.createRoom();
  const expired = await server.grant(old, 'owner');
  const revoked = await server.grant(old, 'owner');
  const renewed = await fetch(`${server.origin}/api/rooms/${old.roomId}/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${revoked.token}` },
  });
  room = createdRoomSchema.parse(await renewed.json());
  const late = await server.grant(room, 'owner');
  clock.jump(HOUR_MS + 1_000);
  const { subject } = await server.grant(room, 'editor');
  const claims = {
    room: room.roomId,
    role: 'owner',
    subject,
    name: 'M',
    colour: '#b91c1c',
    epoch: 2,
  } as const;
  const foreign = await server.grant(await server.createRoom(), 'owner');
  const good = await server.grant(room, 'editor');
  const [header = '', payload = '', signature = ''] = good.token.split('.');
  const promoted = { ...JSON.parse(String(Buffer.from(payload, 'base64url'))), role: 'owner' };
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const encoded = Buffer.from(JSON.stringify(promoted)).toString('base64url');
  Object.assign(bad, {
    missing: { token: '', reason: 'forbidden' },
    nonsense: { token: 'a.b.c', reason: 'forbidden' },
    unsigned: { token: `${none}.${encoded}.`, reason: 'forbidden' },
    promoted: { token: `${header}.${encoded}.${signature}`, reason: 'forbidden' },
    'of another key': {
      token: (await new TokenIssuer(randomBytes(32), clock.now).issue(claims)).token,
      reason: 'forbidden',
    },
    'of another room': { token: foreign.token, reason: 'forbidden' },
    expired: { token: late.token, reason: 'expired' },
    'revoked and expired': { token: expired.token, reason: 'expired' },
    'of an earlier epoch': {
      token: await reissued(revoked.token),
      reason: 'withdrawn',
    },
  });
  others = await Bystanders.arrive(server, room);
});

afterAll(async () => {
  others?.leave();
  await server?.dispose();
});

/** The same claims with the server's own key and a fresh expiry: what a holder of a withdrawn link has. */
async function reissued(token: string): Promise<string> {
  const key = await loadTokenKey(`${server.dataDir}/token.key`);
  const { role, name, colour, epoch, sub } = JSON.parse(
    String(Buffer.from(token.split('.')[1] ?? '', 'base64url')),
  );
  const claims = { room: room.roomId, role, subject: sub, name, colour, epoch };
  return (await new TokenIssuer(key, clock.now).issue(claims)).token;
}

describe.each([
  'missing',
  'nonsense',
  'unsigned',
  'promoted',
  'of another key',
  'of another room',
  'expired',
  'revoked and expired',
  'of an earlier epoch',
])('a token %s', (kind) => {
  const tokenOf = () => bad[kind] ?? expect.fail(kind);

  test('R3 R9 opens no document socket', async () => {
    const raw = await RawSync.open(server, room.roomId, tokenOf().token);
    expect(await raw.closed).toBe(tokenOf().reason);
    // All that could have come before the close is the room's document.
    expect(raw.received).toEqual([]);
  });

  test('R3 R9 opens no live socket', async () => {
    const raw = await RawLive.open(server);
    raw.connect(kind === 'missing' ? {} : { token: tokenOf().token });
    // The token alone names the room there, so a good one of another room opens that one.
    if (kind === 'of another room') raw.socket.close();
    else expect(await raw.closed).toBe(tokenOf().reason);
  });

  test.each([
    ['POST', '/links'],
    ['DELETE', ''],
    ['POST', '/references?source=picture'],
  ])('R3 R9 may not %s %s over HTTP', async (method, path) => {
    const answer = await fetch(`${server.origin}/api/rooms/${room.roomId}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokenOf().token}` },
    });
    expect((await answer.json()).error.code).toBe(tokenOf().reason);
  });

  test('R3 the others draw on', () => others.drawOn());
});

describe('a viewer that writes', () => {
  test('R1 is refused on the document socket, in the first sync as after it', async () => {
    const viewer = await server.grant(room, 'viewer');
    const doc = new Y.Doc();
    strokesOf(doc).set(newStrokeId(), strokeBytes(viewer.subject));
    for (const send of ['step2', 'update'] as const) {
      const raw = await RawSync.open(server, room.roomId, viewer.token);
      raw[send](Y.encodeStateAsUpdate(doc));
      expect(await raw.closed).toBe('forbidden');
    }
    await others.drawOn();
  });

  test('R2 is refused on the live socket', async () => {
    const raw = await RawLive.joined(server, (await server.grant(room, 'viewer')).token);
    const points = Buffer.from(encodePoints(linePoints(3)));
    raw.socket.send(
      `451-["ink",{"strokeId":"${newStrokeId()}","width":3,"from":0,"points":{"_placeholder":true,"num":0}}]`,
    );
    raw.socket.send(points);
    expect(await raw.closed).toBe('forbidden');
    await others.drawOn();
  });

  test('R1 R9 is refused over HTTP', async () => {
    const { token } = await server.grant(room, 'viewer');
    for (const [method, path] of [
      ['POST', '/links'],
      ['DELETE', ''],
      ['POST', '/references?source=picture'],
    ]) {
      const answer = await fetch(`${server.origin}/api/rooms/${room.roomId}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      });
      expect((await answer.json()).error.code).toBe('forbidden');
    }
    await others.drawOn();
  });
});
