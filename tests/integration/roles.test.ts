import { once } from 'node:events';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import {
  type CreatedRoom,
  createdRoomSchema,
  LIVE_PATH,
  SYNC_PATH,
  SYNC_PROTOCOL,
  SYNC_TOKEN_PREFIX,
} from '../../shared/api.ts';
import { settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { RawSync } from '../support/rawSync.ts';
import { linePoints, strokeBytes } from '../support/strokes.ts';
import { eventually, newStrokeId, TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const FOREIGN = 'https://elsewhere.example';

let server: TestServer;
let room: CreatedRoom;
let people: TestPerson[];

beforeEach(async () => {
  server = await startTestServer({ env: { MAX_PEOPLE: '3' } });
  room = await server.createRoom();
  people = [];
});

afterEach(async () => {
  for (const person of people) person.leave();
  await server.dispose();
});

async function join(options: Parameters<typeof TestPerson.join>[2] = {}): Promise<TestPerson> {
  const person = await TestPerson.join(server, room, options);
  people.push(person);
  return person;
}

/** The reason with which a live connection is refused. */
async function liveRefusal(auth: object, headers: Record<string, string> = {}): Promise<unknown> {
  const socket = io(server.origin, {
    path: LIVE_PATH,
    transports: ['websocket'],
    auth,
    extraHeaders: headers,
    reconnection: false,
    forceNew: true,
  });
  const error = await new Promise<Error & { data?: { reason?: string } }>((resolve) =>
    socket.on('connect_error', resolve),
  );
  socket.disconnect();
  return error.data?.reason ?? 'network';
}

describe('viewers', () => {
  test('R1 a viewer’s update never reaches the live document', async () => {
    const ann = await join();
    const vic = await join({ role: 'viewer' });
    vic.draw();
    await eventually(() => vic.closeCodes.includes(4403));
    const ben = await join();
    expect(ben.strokeIds).toEqual([]);
    expect(ann.strokeIds).toEqual([]);
    expect(ann.closeCodes).toEqual([]);
  });

  test('R1 a viewer receives strokes, and sends an empty first sync without offence', async () => {
    const ann = await join();
    const vic = await join({ role: 'viewer' });
    const id = ann.draw();
    await eventually(() => vic.strokeIds.includes(id));
    expect(vic.closeCodes).toEqual([]);
  });

  test('R1 a viewer’s first sync that brings strokes is refused', async () => {
    const { token, subject } = await server.grant(room, 'viewer');
    const doc = new Y.Doc();
    strokesOf(doc).set(newStrokeId(), strokeBytes(subject));
    const raw = await RawSync.open(server, room.roomId, token);
    raw.step2(Y.encodeStateAsUpdate(doc));
    expect(await raw.closed).toBe('forbidden');
  });

  test('R2 a viewer’s cursor is shown, a viewer’s ink closes the connection', async () => {
    const ann = await join();
    const vic = await join({ role: 'viewer' });
    vic.live.emit('cursor', { x: 10, y: 20 });
    await eventually(() =>
      ann.frames.some(({ cursors }) => cursors.some(({ subject }) => subject === vic.subject)),
    );
    vic.live.emit('ink', { strokeId: newStrokeId(), width: 3, from: 0, points: encodePoints(linePoints(3)) });
    await eventually(() => vic.closings.includes('forbidden'));
    expect(ann.frames.every(({ tails }) => tails.length === 0)).toBe(true);
  });
});

describe('tokens', () => {
  test('R3 a token of another room opens neither socket', async () => {
    const other = await server.createRoom();
    const { token } = await server.grant(other, 'owner');
    const raw = await RawSync.open(server, room.roomId, token);
    expect(await raw.closed).toBe('forbidden');
  });

  test('R3 a forged or missing token opens neither socket', async () => {
    const { token } = await server.grant(room, 'owner');
    const [header, , signature] = token.split('.');
    const claims = {
      room: room.roomId,
      role: 'owner',
      sub: 'mallory00',
      name: 'M',
      colour: '#b91c1c',
      epoch: 1,
    };
    const body = Buffer.from(JSON.stringify({ ...claims, exp: 4e9 })).toString('base64url');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    for (const forged of [`${header}.${body}.${signature}`, unsigned, 'nonsense']) {
      const raw = await RawSync.open(server, room.roomId, forged);
      expect(await raw.closed).toBe('forbidden');
      expect(await liveRefusal({ token: forged })).toBe('forbidden');
    }
    const bare = await RawSync.open(server, room.roomId, '', { protocols: [SYNC_PROTOCOL] });
    expect(await bare.closed).toBe('forbidden');
    expect(await liveRefusal({})).toBe('forbidden');
  });

  test('R4 an unknown room and a wrong secret are told apart', async () => {
    const wrong = { ...room, secrets: { ...room.secrets, editor: 'x'.repeat(32) } };
    const refused = await server.requestToken(wrong, 'editor');
    expect([refused.status, await refused.json()]).toMatchObject([403, { error: { code: 'forbidden' } }]);
    const unknown = await server.requestToken({ ...room, roomId: 'nowhere-nowhere-1' }, 'editor');
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'not-found' } }]);
  });

  test('R5 with the token held until now a person keeps their subject', async () => {
    const first = await server.grant(room, 'editor');
    const second = await server.grant(room, 'editor', { previous: first.token });
    const stranger = await server.grant(room, 'editor', { previous: 'nonsense' });
    expect(second.subject).toBe(first.subject);
    expect(stranger.subject).not.toBe(first.subject);
  });

  test('R6 a renewed token is taken on the live socket, another person’s is not', async () => {
    const ann = await join();
    const renewed = await server.grant(room, 'editor', { previous: ann.grant.token });
    const others = await server.grant(room, 'editor');
    expect(await ann.live.emitWithAck('renew', { token: renewed.token })).toBeNull();
    expect(await ann.live.emitWithAck('renew', { token: others.token })).toBe('forbidden');
  });

  test('a malformed request is answered with what to change', async () => {
    const answer = await server.requestToken(room, 'editor', { name: '   ' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'bad-request', message: /^name: / } });
  });
});

describe('owners', () => {
  const act = (method: string, path: string, token?: string, headers: Record<string, string> = {}) =>
    fetch(`${server.origin}/api/rooms/${room.roomId}${path}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    });
  const codeOf = async (response: Response) => [response.status, (await response.json()).error.code];

  test('R9 an owner withdraws every link: old links, tokens and connections end, new ones open', async () => {
    const [ann, owner] = [await join(), await join({ role: 'owner' })];
    const id = ann.draw();
    await ann.saved();
    const answer = await act('POST', '/links', owner.grant.token);
    expect(answer.status).toBe(200);
    const renewed = createdRoomSchema.parse(await answer.json());
    await eventually(() => ann.closeCodes.includes(4406) && ann.closings.includes('withdrawn'));
    await eventually(() => owner.closeCodes.includes(4406));
    for (const role of ['owner', 'editor', 'viewer'] as const) {
      expect(await codeOf(await server.requestToken(room, role))).toEqual([403, 'forbidden']);
    }
    const raw = await RawSync.open(server, room.roomId, ann.grant.token);
    expect(await raw.closed).toBe('withdrawn');
    expect(await liveRefusal({ token: ann.grant.token })).toBe('withdrawn');
    expect(await codeOf(await act('POST', '/links', owner.grant.token))).toEqual([403, 'withdrawn']);
    const again = await server.requestToken(room, 'editor', { previous: ann.grant.token });
    expect(await codeOf(again)).toEqual([403, 'withdrawn']);
    room = renewed;
    const ben = await join({ grant: await server.grant(room, 'editor', { previous: ann.grant.token }) });
    expect(ben.subject).toBe(ann.subject);
    expect(ben.strokeIds).toEqual([id]);
  });

  test('D9 an owner deletes the room for good; whoever is in it is told', async () => {
    const [ann, owner] = [await join(), await join({ role: 'owner' })];
    ann.draw();
    await ann.saved();
    expect((await act('DELETE', '', owner.grant.token)).status).toBe(204);
    await eventually(() => ann.closeCodes.includes(4404) && ann.closings.includes('not-found'));
    expect(await codeOf(await server.requestToken(room, 'owner'))).toEqual([404, 'not-found']);
    await server.restart();
    expect(await codeOf(await server.requestToken(room, 'owner'))).toEqual([404, 'not-found']);
  });

  test('R9 nobody else does either, whatever they hold', async () => {
    const other = await server.createRoom();
    const tokens = [
      undefined,
      'nonsense',
      (await server.grant(room, 'editor')).token,
      (await server.grant(room, 'viewer')).token,
      (await server.grant(other, 'owner')).token,
    ];
    for (const token of tokens) {
      expect(await codeOf(await act('DELETE', '', token))).toEqual([403, 'forbidden']);
      expect(await codeOf(await act('POST', '/links', token))).toEqual([403, 'forbidden']);
    }
    const { token } = await server.grant(room, 'owner');
    expect(await codeOf(await act('DELETE', '', token, { origin: FOREIGN }))).toEqual([403, 'forbidden']);
    await join();
  });

  test('R10 ink in a locked part is not shown, an owner’s is', async () => {
    const [ann, owner] = [await join(), await join({ role: 'owner' })];
    settingsMapOf(owner.doc).set('lock.remainder', true);
    await eventually(() => settingsMapOf(ann.doc).get('lock.remainder') === true);
    const ink = (strokeId: string) => ({ strokeId, width: 3, from: 0, points: encodePoints(linePoints(9)) });
    const [barred, allowed] = [newStrokeId(), newStrokeId()];
    ann.live.emit('ink', ink(barred));
    // The cursor comes after the ink on the same socket.
    ann.live.emit('cursor', { x: 1, y: 1 });
    await eventually(() => owner.frames.some(({ cursors }) => cursors.length > 0));
    owner.live.emit('ink', ink(allowed));
    await eventually(() => ann.frames.some(({ tails }) => tails.some((tail) => tail.strokeId === allowed)));
    const shown = owner.frames.flatMap(({ tails }) => tails.map(({ strokeId }) => strokeId));
    expect(shown).not.toContain(barred);
    expect(ann.closings).toEqual([]);
  });
});

describe('origins', () => {
  test('R7 a page of another origin opens no socket', async () => {
    const { token } = await server.grant(room, 'editor');
    const url = `${server.origin.replace('http', 'ws')}${SYNC_PATH}/${room.roomId}`;
    const socket = new WebSocket(url, [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + token], { origin: FOREIGN });
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('403');
    expect(await liveRefusal({ token }, { origin: FOREIGN })).toBe('network');
  });

  test('R7 a page of another origin makes no room, a page of the same host does', async () => {
    const post = (origin: string) =>
      fetch(`${server.origin}/api/rooms`, { method: 'POST', headers: { origin } }).then(
        ({ status }) => status,
      );
    expect(await post(FOREIGN)).toBe(403);
    expect(await post('null')).toBe(403);
    expect(await post(server.origin)).toBe(201);
  });
});

test('L3 people are counted, not connections; one too many is refused as room-full', async () => {
  const ann = await join();
  await join();
  await join();
  const { token } = await server.grant(room, 'editor');
  const raw = await RawSync.open(server, room.roomId, token);
  expect(await raw.closed).toBe('room-full');
  const again = await RawSync.open(server, room.roomId, ann.grant.token);
  await eventually(() => again.received.length > 0);
  again.socket.close();
});
