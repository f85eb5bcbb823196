import { randomBytes } from 'node:crypto';
import { fromBase64 } from 'lib0/buffer';
import { io, type Socket } from 'socket.io-client';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  type CreatedRoom,
  LIVE_PATH,
  SYNC_PATH,
  SYNC_PROTOCOL,
  SYNC_TOKEN_PREFIX,
  type TokenGrant,
} from '../../shared/api.ts';
import { CLOSE_REASONS, type CloseReason } from '../../shared/closeReasons.ts';
import type {
  ClientToServerEvents,
  PictureStamp,
  PortraitStatus,
  ServerToClientEvents,
} from '../../shared/events.ts';
import { decodeLiveFrame, type LiveFrame } from '../../shared/liveFrame.ts';
import type { LinkName } from '../../shared/roles.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { type LabelNews, withNews } from '../../shared/semantics/labelNews.ts';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import { strokeBytes } from './strokes.ts';
import type { TestServer } from './testServer.ts';

/** Where to connect to: a server in this process or in one of its own. */
type Place = Pick<TestServer, 'origin'> & Partial<Pick<TestServer, 'grant'>>;

/** ms in which anything that is going to happen has happened */
const DEADLINE_MS = 5_000;
/** ms until a live socket that the server closed is opened again */
const RECONNECT_MS = 100;

/** Waits until `check` holds. @param check throws, or answers false, while it does not */
export async function eventually<T>(check: () => T): Promise<Exclude<T, false>> {
  return vi.waitFor(
    () => {
      const seen = check();
      if (seen === false) throw new Error(`still false: ${check}`);
      return seen as Exclude<T, false>;
    },
    { timeout: DEADLINE_MS, interval: 10 },
  );
}

export interface JoinOptions {
  /** the link that they come by */
  role?: LinkName;
  name?: string;
  grant?: TokenGrant;
  doc?: Y.Doc;
}

type LiveSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Both sockets of one person, as the browser opens them, with all that arrives on them. */
export class TestPerson {
  readonly portraits: { stamp: PictureStamp; image: Uint8Array }[] = [];
  readonly shadows: { stamp: PictureStamp; image: Uint8Array }[] = [];
  readonly statuses: PortraitStatus[] = [];
  readonly labelNews: LabelNews[] = [];
  readonly stored: Uint8Array[] = [];
  readonly frames: LiveFrame[] = [];
  readonly closings: string[] = [];
  /** codes with which the document socket was closed */
  readonly closeCodes: number[] = [];

  private constructor(
    readonly grant: TokenGrant,
    readonly doc: Y.Doc,
    readonly provider: WebsocketProvider,
    readonly live: LiveSocket,
  ) {
    provider.on('connection-close', (event) => {
      if (event) this.closeCodes.push(event.code);
    });
    live.on('portrait', (stamp, image) => this.portraits.push({ stamp, image }));
    live.on('shadow', (stamp, image) => this.shadows.push({ stamp, image }));
    live.on('portraitStatus', (status) => this.statuses.push(status));
    live.on('labels', (news) => this.labelNews.push(news));
    live.on('stored', (stateVector) => this.stored.push(fromBase64(stateVector)));
    live.on('live', (frame) => this.frames.push(decodeLiveFrame(frame)));
    live.on('closing', ({ reason }) => this.closings.push(reason));
    // Socket.IO does not come back by itself after the server's own close.
    live.on('disconnect', (why) => {
      const reason = this.closings.at(-1) as CloseReason | undefined;
      const retry = reason !== undefined && CLOSE_REASONS[reason].retry;
      if (why === 'io server disconnect' && retry) setTimeout(() => live.connect(), RECONNECT_MS).unref();
    });
  }

  /** Opens both sockets and waits until the document is synced. */
  static async join(server: Place, room: CreatedRoom, options: JoinOptions = {}): Promise<TestPerson> {
    const person = await TestPerson.connect(server, room, options);
    await eventually(() => person.provider.synced && person.live.connected);
    return person;
  }

  static async connect(server: Place, room: CreatedRoom, options: JoinOptions): Promise<TestPerson> {
    const { role = 'editor', name = role, doc = new Y.Doc() } = options;
    const grant = options.grant ?? (await server.grant?.(room, role, { name }));
    if (!grant) throw new Error('a server process needs a grant from the caller');
    const provider = new WebsocketProvider(
      `${server.origin.replace('http', 'ws')}${SYNC_PATH}`,
      room.roomId,
      doc,
      {
        protocols: [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + grant.token],
        WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
        disableBc: true,
      },
    );
    const live: LiveSocket = io(server.origin, {
      path: LIVE_PATH,
      transports: ['websocket'],
      auth: { token: grant.token },
      reconnectionDelay: 50,
      forceNew: true,
    });
    return new TestPerson(grant, doc, provider, live);
  }

  get subject(): string {
    return this.grant.subject;
  }

  /** Strokes as this person sees them. */
  get strokeIds(): string[] {
    return [...strokesOf(this.doc).keys()].sort();
  }

  /** What the network understood, as this person was told. */
  get labels(): StrokeLabels {
    return this.labelNews.reduce(withNews, new Map() as StrokeLabels);
  }

  /** Adds a finished stroke. @returns its id */
  draw({ author = this.subject, id = newStrokeId(), y = 100 } = {}): string {
    strokesOf(this.doc).set(id, strokeBytes(author, { y }));
    return id;
  }

  erase(id: string): void {
    strokesOf(this.doc).delete(id);
  }

  /** Waits until the server called everything in this person's document stored. */
  async saved(): Promise<void> {
    await eventually(() => {
      const last = this.stored.at(-1);
      return last !== undefined && covers(last, Y.encodeStateVector(this.doc));
    });
  }

  /** The last final portrait of this version or a later one. */
  async finalPortrait(version = 0): Promise<{ stamp: PictureStamp; image: Uint8Array }> {
    return eventually(() => {
      const last = this.portraits.filter(({ stamp }) => stamp.final && stamp.version >= version).at(-1);
      if (!last) throw new Error(`no final portrait of version ${version}`);
      return last;
    });
  }

  leave(): void {
    this.provider.destroy();
    this.provider.awareness.destroy();
    this.live.disconnect();
  }
}

export function newStrokeId(): string {
  return randomBytes(9).toString('base64url');
}

function covers(a: Uint8Array, b: Uint8Array): boolean {
  const have = Y.decodeStateVector(a);
  return [...Y.decodeStateVector(b)].every(([client, clock]) => (have.get(client) ?? 0) >= clock);
}
