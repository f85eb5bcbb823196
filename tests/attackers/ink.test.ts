import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import { MAX_LIVE_MESSAGE_BYTES } from '../../shared/limits.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { BAD_POINTS } from '../support/badInk.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawLive } from '../support/rawLive.ts';
import { RawSync } from '../support/rawSync.ts';
import { newStrokeId } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

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

describe('points', () => {
  test.each(BAD_POINTS)('G3 ink %s ends its sender', async (_name, points) => {
    const raw = await RawLive.joined(server, mallory.token);
    raw.socket.send(`451-${ink({ points: { _placeholder: true, num: 0 } })}`);
    raw.socket.send(Buffer.from(points));
    expect(await raw.closed).toBe('invalid-update');
    await others.drawOn();
  });

  test.each(BAD_POINTS)('G3 a finished stroke with points %s is refused', async (_name, points) => {
    const mallory = await server.grant(room, 'editor');
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, mallory.subject);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 48);
    encoding.writeVarUint(encoder, 1_000);
    encoding.writeUint8Array(encoder, points);
    const doc = new Y.Doc();
    strokesOf(doc).set(newStrokeId(), encoding.toUint8Array(encoder));
    const raw = await RawSync.synced(server, room.roomId, mallory.token);
    raw.update(Y.encodeStateAsUpdate(doc));
    expect(await raw.closed).toBe('invalid-update');
    await others.drawOn();
  });
});

/** An `ink` event's JSON with some fields replaced. */
function ink(fields: object): string {
  return JSON.stringify(['ink', { strokeId: newStrokeId(), width: 3, from: 0, points: [], ...fields }]);
}

describe('events', () => {
  test.each<[string, string]>([
    ['ink with a width of null (how JSON writes NaN)', ink({ width: null })],
    ['ink of no width', ink({ width: 0 })],
    ['ink from before the start', ink({ from: -1 })],
    ['ink from a fraction', ink({ from: 0.5 })],
    ['ink whose points are a list', ink({ points: [1, 2, 3] })],
    ['ink for an id with a path', ink({ strokeId: '../../etc/passwd' })],
    ['ink without anything', '["ink"]'],
    ['a cursor beyond the sheet', '["cursor",{"x":1e308,"y":0}]'],
    ['a cursor of null fields', '["cursor",{"x":null,"y":null}]'],
    ['a cursor that is a list', '["cursor",[1,2]]'],
    ['a visibility that is a text', '["visibility",{"hidden":"yes"}]'],
    ['an end of nothing', '["inkEnd",{"__proto__":{"strokeId":"stroke-01"}}]'],
  ])('G3 %s ends its sender', async (_name, json) => {
    const raw = await RawLive.joined(server, mallory.token);
    raw.socket.send(`42${json}`);
    expect(await raw.closed).toBe('invalid-update');
    await others.drawOn();
  });

  test.each<[string, (raw: RawLive) => void]>([
    ['more than ten attachments', (raw) => raw.socket.send(`4511-${ink({})}`)],
    ['a million attachments', (raw) => raw.socket.send(`451000000-${ink({})}`)],
    ['attachments without a number', (raw) => raw.socket.send(`45x-${ink({})}`)],
    ['an attachment that nobody announced', (raw) => raw.socket.send(Buffer.from([1, 2, 3]))],
    [
      'a placeholder for none',
      (raw) => raw.socket.send(`451-${ink({ points: { _placeholder: true, num: 7 } })}`),
    ],
    ['JSON that is none', (raw) => raw.socket.send('42["ink",{')],
    ['JSON nested ten thousand deep', (raw) => raw.socket.send(`42${'['.repeat(8_000)}`)],
    ['a packet of no type', (raw) => raw.socket.send('49["ink"]')],
    ['a message over its limit', (raw) => raw.socket.send(`42["${'x'.repeat(MAX_LIVE_MESSAGE_BYTES + 1)}"]`)],
    ['an Engine.IO packet of no type', (raw) => raw.socket.send('9')],
  ])('G3 %s end their sender', async (_name, send) => {
    const raw = await RawLive.joined(server, mallory.token);
    send(raw);
    if (raw.socket.readyState === raw.socket.OPEN) raw.socket.send(Buffer.from([0]));
    await raw.closed;
    await others.drawOn();
  });

  test('G3 events that nobody knows are ignored', async () => {
    const raw = await RawLive.joined(server, mallory.token);
    for (const name of ['stored', 'closing', '__proto__', 'constructor', 'toString', 'portrait']) {
      raw.event(name, { stateVector: [0] });
    }
    raw.event('cursor', { x: 1, y: 2 });
    await others.drawOn();
    expect(raw.socket.readyState).toBe(raw.socket.OPEN);
    raw.socket.close();
  });

  test('L5 a flood of events is dropped, and ends its sender where it goes on', async () => {
    const raw = await RawLive.joined(server, mallory.token);
    for (let i = 0; i < 5_000; i++) raw.event('cursor', { x: i % 500, y: 1 });
    expect(await raw.closed).toBe('rate-limited');
    const other = await RawLive.joined(server, mallory.token);
    for (let i = 0; i < 5_000; i++) other.event(`unknown-${i}`);
    expect(await other.closed).toBe('rate-limited');
    await others.drawOn();
  });

  test('R6 renewing with anything but one’s own token is refused, and asked often not even looked at', async () => {
    const raw = await RawLive.joined(server, mallory.token);
    const { token } = await server.grant(room, 'owner');
    for (const renewal of [{ token }, { token: 'x' }, {}, null, { token: { __proto__: null } }, 1, 2, 3]) {
      raw.socket.send(`427${JSON.stringify(['renew', renewal])}`);
    }
    for (let i = 0; i < 10; i++) raw.socket.send(`428${JSON.stringify(['renew', { token: 'x' }])}`);
    await others.drawOn();
    const answers = raw.received.filter((text) => text.startsWith('43'));
    expect(new Set(answers.map((text) => JSON.parse(text.slice(3))[0]))).toEqual(
      new Set(['forbidden', 'rate-limited']),
    );
    raw.socket.close();
  });
});
