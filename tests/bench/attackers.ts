import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import {
  type CreatedRoom,
  createdRoomSchema,
  SYNC_PATH,
  SYNC_PROTOCOL,
  SYNC_TOKEN_PREFIX,
  tokenGrantSchema,
} from '../../shared/api.ts';

/** Everything that an attacker's socket says at once, as often as the server lets it. */
type Attack = (place: Place) => Promise<void>;

interface Place {
  origin: string;
  room: CreatedRoom;
  token: string;
}

const NOTHING = new Uint8Array([0, 0]);

/** The attacks of `npm run bench -- attack`, by name. Each goes on until its process is ended. */
export const ATTACKS: Record<string, Attack> = {
  silentConnections: async ({ origin }) => {
    for (let i = 0; i < 300; i++) {
      connect(Number(new URL(origin).port), '127.0.0.1').on('error', () => {});
      await pause(20);
    }
  },
  forgedTokens: (place) => again(async () => void (await syncSocket({ ...place, token: 'made.up.token' }))),
  garbage: (place) => again(() => sendAll(place, [message(2, randomBytes(2_000))])),
  oversize: (place) => again(() => sendAll(place, [message(2, randomBytes(65 * 1024))])),
  fakePeers: (place) => again(() => sendAll(place, [fakePeers(50_000)])),
  presenceFlood: (place) => again(() => sendAll(place, Array(500).fill(fakePeers(100)))),
  manyChanges: (place) => again(() => sendAll(place, [message(1, changes(20_001))], null)),
  sameUpdate: (place) => again(() => sendAll(place, Array(200).fill(message(2, NOTHING)))),
};

/** Runs one kind of attack without end, with the pause that any network makes. */
async function again(run: () => Promise<void>): Promise<void> {
  for (;;) {
    await run().catch(() => {});
    await pause(20);
  }
}

async function syncSocket({ origin, room, token }: Place): Promise<WebSocket> {
  const url = `${origin.replace('http', 'ws')}${SYNC_PATH}/${room.roomId}`;
  const socket = new WebSocket(url, [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + token]);
  socket.on('error', () => {});
  await once(socket, 'open');
  return socket;
}

/** Says all of it on one socket and waits for its end. @param first the first sync's answer, null for none */
async function sendAll(
  place: Place,
  messages: Uint8Array[],
  first: Uint8Array | null = NOTHING,
): Promise<void> {
  const socket = await syncSocket(place);
  if (first) socket.send(message(1, first));
  for (const bytes of messages) socket.send(bytes);
  await Promise.race([once(socket, 'close'), pause(500)]);
  socket.terminate();
}

function message(step: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

function fakePeers(count: number): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, count);
  for (let i = 0; i < count; i++) {
    for (const n of [1_000 + i, 1]) encoding.writeVarUint(inner, n);
    encoding.writeVarString(inner, '{}');
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  return encoding.toUint8Array(encoder);
}

/** An update of so many values in one place. */
function changes(count: number): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const n of [1, count, 9, 0]) encoding.writeVarUint(encoder, n);
  for (let i = 0; i < count; i++) {
    encoding.writeUint8(encoder, 1 | 128);
    for (const n of [9, 0, 1]) encoding.writeVarUint(encoder, n);
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

const [name, origin, roomText] = process.argv.slice(2);
const chosen = process.send && name ? ATTACKS[name] : undefined;
if (chosen && origin && roomText) {
  const room = createdRoomSchema.parse(JSON.parse(roomText));
  const answer = await fetch(`${origin}/api/rooms/${room.roomId}/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret: room.secrets.editor, name: 'Mallory', colour: '#1d4ed8' }),
  });
  await chosen({ origin, room, token: tokenGrantSchema.parse(await answer.json()).token });
}
