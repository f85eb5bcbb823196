import * as encoding from 'lib0/encoding';
import { beforeEach, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import { CLOSE_REASONS } from '../../shared/closeReasons.ts';
import { MAX_BUFFERED_BYTES, MAX_BUFFERED_BYTES_BEFORE_CLOSE } from '../../shared/limits.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { strokeBytes } from '../../tests/support/strokes.ts';
import type { Room } from '../rooms/room.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { loadRoom, personOf } from '../testing/roomFixture.ts';
import { SyncConnection } from './connection.ts';
import { encodeAwareness, encodeStep2, encodeUpdate } from './messages.ts';
import { SyncRoom } from './syncRoom.ts';

let clock: ManualClock;
let room: Room;
let syncRoom: SyncRoom;

beforeEach(async () => {
  clock = new ManualClock();
  room = await loadRoom();
  syncRoom = new SyncRoom(room, { onAdmitted: () => {}, onRefused: () => {} }, clock.now);
});

/** What a connection needs of `ws`, with its buffer in the test's hands. */
function connect(subject: string, role: 'editor' | 'viewer' = 'editor') {
  const socket = {
    bufferedAmount: 0,
    sent: [] as Uint8Array[],
    closedWith: null as number | null,
    send: (message: Uint8Array) => socket.sent.push(message),
    close: (code: number) => {
      socket.closedWith = code;
    },
  };
  const connection = new SyncConnection(
    socket as unknown as WebSocket,
    personOf(subject, role),
    syncRoom,
    clock,
  );
  syncRoom.join(connection);
  return { socket, connection };
}

const stored = () => new Promise<void>((resolve) => room.whenStored(resolve));

function stroke(subject: string, id = 'stroke-01'): Uint8Array {
  const doc = new Y.Doc();
  strokesOf(doc).set(id, strokeBytes(subject));
  return Y.encodeStateAsUpdate(doc);
}

test('L7 a client that cannot keep up with the document is closed, the others are not', async () => {
  const [slow, quick, drawer] = [connect('slow0000'), connect('quick000'), connect('draw0000')];
  slow.socket.bufferedAmount = MAX_BUFFERED_BYTES_BEFORE_CLOSE + 1;
  quick.socket.sent.length = 0;
  drawer.connection.receive(encodeStep2(stroke('draw0000')));
  await stored();
  expect(slow.socket.closedWith).toBe(CLOSE_REASONS['too-slow'].code);
  expect(quick.socket.closedWith).toBeNull();
  expect(quick.socket.sent).toHaveLength(1);
});

test('L7 presence is dropped before that', () => {
  const { socket, connection } = connect('slow0000');
  socket.sent.length = 0;
  socket.bufferedAmount = MAX_BUFFERED_BYTES + 1;
  connection.sendPresence(new Uint8Array([1]));
  expect(socket.sent).toEqual([]);
  connection.send(new Uint8Array([1]));
  expect(socket.sent).toHaveLength(1);
});

test('L8 a client that never answers the first sync is closed, a viewer is not asked', () => {
  const [editor, viewer] = [connect('ann00000'), connect('vic00000', 'viewer')];
  expect(viewer.socket.sent).toEqual([]);
  clock.advance(30_000);
  expect(editor.socket.closedWith).toBe(CLOSE_REASONS['too-slow'].code);
  expect(viewer.socket.closedWith).toBeNull();
});

test('L1 what waits for the first sync is bounded', () => {
  const { socket, connection } = connect('ann00000');
  for (let i = 0; i < 5; i++) connection.receive(encodeUpdate(new Uint8Array(60_000)));
  expect(socket.closedWith).toBe(CLOSE_REASONS['invalid-update'].code);
});

test('L1 large first syncs of a room are rate-limited', () => {
  const reasons = Array.from({ length: 41 }, (_, i) => {
    const { socket, connection } = connect(`person-${i}`);
    connection.receive(encodeStep2(new Uint8Array(65 * 1024)));
    return socket.closedWith;
  });
  // 40 were looked at and found to be nothing.
  expect(reasons.slice(0, 40)).toEqual(Array(40).fill(CLOSE_REASONS['invalid-update'].code));
  expect(reasons[40]).toBe(CLOSE_REASONS['rate-limited'].code);
});

test('L5 many presence entries count as many messages, a full room’s echo does not end anyone', () => {
  const echo = (entries: number) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, entries);
    for (let client = 1; client <= entries; client++) {
      for (const number of [client, 1]) encoding.writeVarUint(encoder, number);
      encoding.writeVarString(encoder, 'null');
    }
    return encodeAwareness(encoding.toUint8Array(encoder));
  };
  const [flood, guest] = [connect('mal00000'), connect('ann00000')];
  for (let i = 0; i < 60; i++) guest.connection.receive(echo(60));
  expect(guest.socket.closedWith).toBeNull();
  for (let i = 0; i < 200; i++) flood.connection.receive(echo(100));
  expect(flood.socket.closedWith).toBe(CLOSE_REASONS['rate-limited'].code);
});

test('after it was closed a connection neither hears nor speaks', () => {
  const { socket, connection } = connect('ann00000');
  connection.close('expired', 'Your access has run out.');
  socket.sent.length = 0;
  connection.receive(encodeStep2(stroke('ann00000')));
  connection.send(new Uint8Array([1]));
  expect(room.version).toBe(0);
  expect(socket.sent).toEqual([]);
});
