import { setTimeout as pause } from 'node:timers/promises';
import { fromBase64 } from 'lib0/buffer';
import { io, type Socket } from 'socket.io-client';
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
import { CLOSE_REASONS } from '../../shared/closeReasons.ts';
import type { ClientToServerEvents, PictureStamp, ServerToClientEvents } from '../../shared/events.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import type { Random } from '../fuzz/random.ts';
import { strokeBytes } from '../support/strokes.ts';

/** ms between two strokes of one person, on average */
const STROKE_MS = 250;
/** One stroke in so many is erased again. */
const ERASE_EVERY = 12;
/** ms without its sockets after which somebody tries the next server, as a proxy would lead them */
const MOVE_MS = 1_500;

/** After these a page must not come back by itself: nobody may get one here. */
const FINAL_CODES = new Set(
  Object.values(CLOSE_REASONS).flatMap(({ code, retry }) => (retry ? [] : [code as number])),
);

/** A portrait came that shows what was drawn before it was waited for. */
export interface Resumed {
  ms: number;
  /** of these the worker's */
  workerMs: number;
}

type LiveSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Somebody who draws on whatever happens, and goes to another server where theirs does not answer. */
export class FaultPerson {
  readonly doc = new Y.Doc();
  /** strokes by the document's clock before them */
  readonly drawn = new Map<string, number>();
  readonly stored = new Set<string>();
  readonly erased = new Set<string>();
  /** close codes after which no page comes back */
  readonly refusals: number[] = [];
  readonly #origins: readonly string[];
  readonly #grant: TokenGrant;
  readonly #provider: WebsocketProvider;
  #live: LiveSocket;
  #at: number;
  #portraitListeners = new Set<(stamp: PictureStamp) => void>();
  readonly #moving: NodeJS.Timeout;
  #left = false;

  /** @param at index of the first server */
  constructor(origins: readonly string[], at: number, room: CreatedRoom, grant: TokenGrant) {
    this.#origins = origins;
    this.#at = at;
    this.#grant = grant;
    const originNow = () => this.origin;
    class MovingSocket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        const { pathname } = new URL(url);
        super(originNow().replace('http', 'ws') + pathname, protocols);
        this.on('close', (code) => {
          if (FINAL_CODES.has(code)) refusals.push(code);
        });
      }
    }
    const { refusals } = this;
    this.#provider = new WebsocketProvider(
      `${this.origin.replace('http', 'ws')}${SYNC_PATH}`,
      room.roomId,
      this.doc,
      {
        protocols: [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + grant.token],
        WebSocketPolyfill: MovingSocket as unknown as typeof globalThis.WebSocket,
        disableBc: true,
        maxBackoffTime: 500,
      },
    );
    this.#live = this.#openLive();
    let missingSince: number | null = null;
    this.#moving = setInterval(() => {
      if (this.#provider.wsconnected && this.#live.connected) missingSince = null;
      else missingSince ??= Date.now();
      if (missingSince === null || Date.now() - missingSince < MOVE_MS) return;
      missingSince = null;
      this.#move();
    }, 100);
  }

  get origin(): string {
    return this.#origins[this.#at % this.#origins.length] ?? '';
  }

  get synced(): boolean {
    return this.#provider.synced && this.#live.connected;
  }

  /** Everything drawn here was called stored. */
  get saved(): boolean {
    return [...this.drawn.keys()].every((id) => this.stored.has(id));
  }

  async drawOn(random: Random, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.draw(random);
      const old = random.int(ERASE_EVERY) === 0 ? random.pick([...this.stored]) : undefined;
      if (old !== undefined) {
        this.erased.add(old);
        strokesOf(this.doc).delete(old);
      }
      await pause(random.int(2 * STROKE_MS));
    }
  }

  draw(random: Random): void {
    const id = random.text(12);
    this.drawn.set(id, Y.getState(this.doc.store, this.doc.clientID));
    const bytes = strokeBytes(this.#grant.subject, { y: random.int(500), count: 2 + random.int(40) });
    strokesOf(this.doc).set(id, bytes);
  }

  /** Resolves when a portrait is shown here that has what is drawn here until now; with null after the time-out. */
  portraitOfNow(timeoutMs: number): Promise<Resumed | null> {
    const start = performance.now();
    const mine = Y.getState(this.doc.store, this.doc.clientID);
    return new Promise((resolve) => {
      const end = (resumed: Resumed | null) => {
        clearTimeout(overdue);
        this.#portraitListeners.delete(listener);
        resolve(resumed);
      };
      const listener = ({ stateVector, timings }: PictureStamp) => {
        const shown = Y.decodeStateVector(new Uint8Array(stateVector)).get(this.doc.clientID) ?? 0;
        if (shown >= mine) end({ ms: performance.now() - start, workerMs: timings.total ?? Number.NaN });
      };
      const overdue = setTimeout(() => end(null), timeoutMs);
      this.#portraitListeners.add(listener);
    });
  }

  leave(): void {
    this.#left = true;
    clearInterval(this.#moving);
    this.#provider.destroy();
    this.#provider.awareness.destroy();
    this.#live.disconnect();
  }

  #move(): void {
    this.#at++;
    this.#live.disconnect();
    this.#live = this.#openLive();
    // A socket to a server that stands still is open as far as anybody can tell.
    (this.#provider.ws as unknown as WebSocket | null)?.terminate();
  }

  #openLive(): LiveSocket {
    const live: LiveSocket = io(this.origin, {
      path: LIVE_PATH,
      auth: { token: this.#grant.token },
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      timeout: 3_000,
      forceNew: true,
    });
    live.on('stored', (stateVector) => {
      const clock = Y.decodeStateVector(fromBase64(stateVector)).get(this.doc.clientID) ?? 0;
      for (const [id, at] of this.drawn) if (at < clock) this.stored.add(id);
    });
    live.on('portrait', (stamp) => {
      for (const listener of [...this.#portraitListeners]) listener(stamp);
    });
    live.on('disconnect', (why) => {
      // Socket.IO does not come back by itself after the server's own close.
      if (why === 'io server disconnect' && !this.#left)
        setTimeout(() => live === this.#live && live.connect(), 100);
    });
    return live;
  }
}
