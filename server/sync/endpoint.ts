import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { SYNC_PATH, SYNC_PROTOCOL, SYNC_TOKEN_PREFIX } from '../../shared/api.ts';
import { CLOSE_REASONS, type CloseReason } from '../../shared/closeReasons.ts';
import { roomIdSchema } from '../../shared/ids.ts';
import { MAX_DOCUMENT_BYTES } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { AddressLimiter } from '../limits/addressLimiter.ts';
import type { Logger } from '../log.ts';
import type { Admission, Entry } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { Room } from '../rooms/room.ts';
import { closeText, SyncConnection } from './connection.ts';
import { type SyncEvents, SyncRoom } from './syncRoom.ts';

/** Bytes of the largest message: a first sync and its envelope. */
const MAX_MESSAGE_BYTES = MAX_DOCUMENT_BYTES + 1024;
/**
 * Refusals of one person: an honest page has one and starts over. Each costs the server a decoding, and a
 * reconnection would start with full buckets.
 */
const OFFENCE_RATE = { capacity: 5, perSecond: 0.1 };
/** ms between two pings; who misses one whole round is gone. */
const HEARTBEAT_MS = 20_000;

export interface SyncEndpointOptions {
  admission: Admission;
  clock: Clock;
  log: Logger;
  events: SyncEvents & {
    /** somebody was not let in */
    onTurnedAway(reason: CloseReason): void;
  };
}

/** The Yjs endpoint `/sync/ROOM`, compatible with y-websocket 3. */
export class SyncEndpoint {
  readonly #options: SyncEndpointOptions;
  readonly #rooms = new WeakMap<Room, SyncRoom>();
  readonly #live = new Map<WebSocket, { alive: boolean }>();
  readonly #connections = new Set<SyncConnection>();
  readonly #offences: AddressLimiter;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    // Updates are packed already; deflate would cost memory per socket.
    perMessageDeflate: false,
    // The token's protocol is never echoed: answers may be logged by proxies.
    handleProtocols: (protocols) => (protocols.has(SYNC_PROTOCOL) ? SYNC_PROTOCOL : false),
  });
  #stopped = false;

  constructor(options: SyncEndpointOptions) {
    this.#options = options;
    this.#offences = new AddressLimiter(OFFENCE_RATE, options.clock.now);
    this.#heartbeat();
  }

  /** True for requests that belong here. */
  handles(request: IncomingMessage): boolean {
    return pathOf(request).startsWith(`${SYNC_PATH}/`);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#accept(request, webSocket).catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'a document connection failed');
        webSocket.terminate();
      });
    });
  }

  /** Sockets in rooms. */
  get size(): number {
    return this.#connections.size;
  }

  closeAll(reason: CloseReason, message: string): void {
    this.#stopped = true;
    for (const connection of [...this.#connections]) connection.close(reason, message);
  }

  /** Ends sockets that did not answer the close. */
  terminateAll(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async #accept(request: IncomingMessage, socket: WebSocket): Promise<void> {
    // Messages wait in the kernel, not in memory, until it is known who sends them.
    socket.pause();
    socket.on('error', () => socket.terminate());
    try {
      const { room, person, join } = await this.#admit(request, socket);
      if (!this.#offences.take(person.subject, 0)) {
        throw new RefusedError('rate-limited', 'Too much was refused. Wait a minute, then try again.');
      }
      if (socket.readyState !== socket.OPEN) return;
      this.#connect(socket, room, person, join);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#options.events.onTurnedAway(error.reason);
      socket.resume();
      socket.close(CLOSE_REASONS[error.reason].code, closeText(error.message));
    }
  }

  async #admit(request: IncomingMessage, socket: WebSocket) {
    if (socket.protocol !== SYNC_PROTOCOL) {
      throw new RefusedError('client-too-old', 'This page is too old for the server. Reload it.');
    }
    const roomId = roomIdSchema.safeParse(pathOf(request).slice(SYNC_PATH.length + 1));
    if (!roomId.success) throw new RefusedError('not-found', 'This is not a room address.');
    const token = tokenOf(request);
    if (!token) throw new RefusedError('forbidden', 'This connection carries no token.');
    return this.#options.admission.enter(roomId.data, token);
  }

  #connect(socket: WebSocket, room: Room, person: SyncConnection['person'], join: Entry['join']): void {
    const syncRoom = this.#roomOf(room);
    const membership = join(({ reason, message }) => connection.close(reason, message));
    const connection = new SyncConnection(socket, person, syncRoom, this.#options.clock);
    syncRoom.join(connection);
    this.#connections.add(connection);
    const life = { alive: true };
    this.#live.set(socket, life);
    socket.on('pong', () => {
      life.alive = true;
    });
    socket.on('message', (data: Buffer, isBinary) => {
      life.alive = true;
      if (isBinary) connection.receive(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      else connection.close('invalid-update', 'Messages are binary.');
    });
    socket.on('close', () => {
      connection.closed();
      membership.leave();
      this.#live.delete(socket);
      this.#connections.delete(connection);
    });
    socket.resume();
  }

  #roomOf(room: Room): SyncRoom {
    let syncRoom = this.#rooms.get(room);
    if (!syncRoom) {
      const { events, clock } = this.#options;
      const onRefused: SyncEvents['onRefused'] = (reason, person, cause) => {
        this.#offences.charge(person.subject, 1);
        events.onRefused(reason, person, cause);
      };
      syncRoom = new SyncRoom(room, { ...events, onRefused }, clock.now);
      this.#rooms.set(room, syncRoom);
    }
    return syncRoom;
  }

  #heartbeat(): void {
    this.#options.clock.after(HEARTBEAT_MS, () => {
      if (this.#stopped) return;
      for (const [socket, life] of this.#live) {
        if (!life.alive) socket.terminate();
        life.alive = false;
        socket.ping();
      }
      this.#heartbeat();
    });
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function tokenOf(request: IncomingMessage): string | null {
  const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(',');
  const entry = offered.map((name) => name.trim()).find((name) => name.startsWith(SYNC_TOKEN_PREFIX));
  return entry ? entry.slice(SYNC_TOKEN_PREFIX.length) : null;
}
