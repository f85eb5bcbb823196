import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { type CreatedRoom, createdRoomSchema, tokenGrantSchema } from '../../shared/api.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';
import { BAD_POINTS } from '../support/badInk.ts';
import { PICTURE_BOMBS } from '../support/badPictures.ts';
import { corrupted, manyChanges, mergeBomb } from '../support/badUpdates.ts';
import { RawHttp } from '../support/rawHttp.ts';
import { RawLive } from '../support/rawLive.ts';
import { RawSync } from '../support/rawSync.ts';
import { linePoints, strokeBytes } from '../support/strokes.ts';

/** Everything that an attacker says at once; it is said again as often as the server lets it. */
type Attack = (place: Place) => Promise<void>;

interface Place {
  origin: string;
  room: CreatedRoom;
  /** lets in as an editor */
  token: string;
  subject: string;
  /** Yjs client id under which somebody else draws */
  victim: number;
}

/** ms that an attacker waits for the server to end a socket */
const PATIENCE_MS = 500;

/** The attacks of `npm run bench -- attack`, by name. */
export const ATTACKS: Record<string, Attack> = {
  silentConnections: (place) => silence(place, ''),
  slowLoris: (place) => silence(place, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '),
  headersAndPaths: async (place) => {
    const long = `X-Long: ${'a'.repeat(80_000)}`;
    for (const path of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/api/rooms/%00/tokens', '//x']) {
      await RawHttp.ask(place, `GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', long, '', '');
      await RawHttp.ask(place, `GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', '', '');
    }
  },
  forgedTokens: (place) => sync({ ...place, token: 'made.up.token' }, () => {}),
  foreignRoom: async (place) => {
    const other = await createRoom(place.origin);
    const { token } = await enter(place.origin, other, 'editor');
    await sync({ ...place, token }, () => {});
  },
  withdrawnLink: async (place) => {
    const room = await createRoom(place.origin);
    const [{ token }, owner] = await Promise.all([
      enter(place.origin, room, 'editor'),
      enter(place.origin, room, 'owner'),
    ]);
    const headers = { authorization: `Bearer ${owner.token}` };
    await fetch(`${place.origin}/api/rooms/${room.roomId}/links`, { method: 'POST', headers });
    for (let i = 0; i < 20; i++) await sync({ ...place, room, token }, () => {});
  },
  viewerWrites: async (place) => {
    const { token, subject } = await enter(place.origin, place.room, 'viewer');
    await sync({ ...place, token }, (raw) => raw.update(stroke(subject)));
  },
  garbage: (place) => sync(place, (raw) => raw.update(randomBytes(2_000))),
  oversize: (place) => sync(place, (raw) => raw.update(randomBytes(65 * 1024))),
  formatV2: (place) => sync(place, (raw) => raw.update(stroke(place.subject, 'updateV2'))),
  mergeBomb: (place) => sync(place, (raw) => raw.update(mergeBomb())),
  manyChanges: (place) => sync(place, (raw) => raw.step2(manyChanges(20_001)), false),
  sameUpdate: (place) => {
    const update = stroke(place.subject);
    return sync(place, (raw) => {
      for (let i = 0; i < 200; i++) raw.update(update);
    });
  },
  corruptions: (place) => {
    const update = stroke(place.subject);
    return sync(place, (raw) => raw.update(corrupted(update, randomInt(update.length), randomInt(1, 256))));
  },
  protoKeys: (place) => {
    const bad = updateOf((doc) => doc.getMap('__proto__').set('constructor', { __proto__: { polluted: 1 } }));
    return sync(place, (raw) => raw.update(bad));
  },
  badPoints: async (place) => {
    for (const [, points] of BAD_POINTS) {
      await live(place, (raw) => raw.event('ink', { strokeId: 'bad-points', width: 3, from: 0, points }));
      const header = encodeStroke({
        author: place.subject,
        tool: 'pen',
        width: 3,
        startedAt: 0,
        points: linePoints(1),
      });
      const bytes = Uint8Array.from([...header.subarray(0, -4), ...points.subarray(0, 40_000)]);
      const bad = updateOf((doc) => strokesOf(doc).set('bad-stroke', bytes));
      await sync(place, (raw) => raw.update(bad));
    }
  },
  attachments: (place) => live(place, (raw) => raw.socket.send('451000000-["ink",{}]')),
  eventFlood: (place) =>
    live(place, (raw) => {
      for (let i = 0; i < 5_000; i++) raw.event('cursor', { x: i % 500, y: 1 });
    }),
  fakePeers: (place) => sync(place, (raw) => raw.awareness(peers(50_000))),
  presenceFlood: (place) => {
    const hundred = peers(100);
    return sync(place, (raw) => {
      for (let i = 0; i < 500; i++) raw.awareness(hundred);
    });
  },
  forgedPresence: (place) =>
    sync(place, (raw) => {
      raw.awareness([{ client: place.victim, clock: 2 ** 31, state: null }]);
      raw.awareness([{ client: place.victim, clock: 2 ** 31 + 1, state: { user: { name: 'Drawer' } } }]);
    }),
  pictureBombs: async ({ origin, room, token }) => {
    for (const [, make] of PICTURE_BOMBS) {
      const body = make();
      await fetch(`${origin}/api/rooms/${room.roomId}/references?source=picture`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
    }
  },
};

/** Connections that say so much and no more. */
async function silence({ origin }: Place, words: string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    connect(Number(new URL(origin).port), '127.0.0.1', function (this: ReturnType<typeof connect>) {
      this.write(words);
    }).on('error', () => {});
    await pause(20);
  }
}

/** Says it on a document socket. @param synced false: before the first sync */
async function sync(place: Place, say: (raw: RawSync) => void, synced = true): Promise<void> {
  const raw = await RawSync[synced ? 'synced' : 'open'](place, place.room.roomId, place.token);
  await ended(raw, () => say(raw));
}

async function live(place: Place, say: (raw: RawLive) => void): Promise<void> {
  const raw = await RawLive.open(place);
  raw.connect({ token: place.token });
  await Promise.race([once(raw.socket, 'message'), pause(PATIENCE_MS)]);
  await ended(raw, () => say(raw));
}

async function ended(raw: { socket: WebSocket; closed: Promise<unknown> }, say: () => void): Promise<void> {
  raw.socket.on('error', () => {});
  if (raw.socket.readyState === WebSocket.OPEN) say();
  await Promise.race([raw.closed, pause(PATIENCE_MS)]);
  raw.socket.terminate();
}

function updateOf(change: (doc: Y.Doc) => void, format: 'update' | 'updateV2' = 'update'): Uint8Array {
  const doc = new Y.Doc();
  let made = new Uint8Array();
  doc.once(format, (update: Uint8Array) => {
    made = Uint8Array.from(update);
  });
  change(doc);
  return made;
}

function stroke(author: string, format?: 'update' | 'updateV2'): Uint8Array {
  return updateOf((doc) => strokesOf(doc).set('attack-stroke', strokeBytes(author, { count: 30 })), format);
}

function peers(count: number): { client: number; clock: number; state: object }[] {
  return Array.from({ length: count }, (_, i) => ({ client: 1_000 + i, clock: 1, state: {} }));
}

async function createRoom(origin: string): Promise<CreatedRoom> {
  return createdRoomSchema.parse(await (await fetch(`${origin}/api/rooms`, { method: 'POST' })).json());
}

async function enter(origin: string, room: CreatedRoom, role: 'owner' | 'editor' | 'viewer') {
  const answer = await fetch(`${origin}/api/rooms/${room.roomId}/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret: room.secrets[role], name: 'Mallory', colour: '#1d4ed8' }),
  });
  return tokenGrantSchema.parse(await answer.json());
}

const [name, origin, roomText, victim] = process.argv.slice(2);
const chosen = process.send && name ? ATTACKS[name] : undefined;
if (chosen && origin && roomText) {
  const room = createdRoomSchema.parse(JSON.parse(roomText));
  const { token, subject } = await enter(origin, room, 'editor');
  for (;;) {
    await chosen({ origin, room, token, subject, victim: Number(victim) }).catch(() => {});
    // Any network makes a pause.
    await pause(20);
  }
}
