import { fromBase64 } from 'lib0/buffer';
import type { WebSocket } from 'ws';
import type { Clock } from '../../server/clock.ts';
import { LiveClient, type LiveSocket } from '../../server/live/liveClient.ts';
import { LiveRoom } from '../../server/live/liveRoom.ts';
import { createLogger } from '../../server/log.ts';
import { Admission } from '../../server/rooms/admission.ts';
import { RefusedError } from '../../server/rooms/errors.ts';
import { OwnerActs } from '../../server/rooms/ownerActs.ts';
import { RoomRegistry } from '../../server/rooms/registry.ts';
import type { Room } from '../../server/rooms/room.ts';
import type { RandomBytes } from '../../server/rooms/secrets.ts';
import { type Person, TokenIssuer } from '../../server/rooms/tokens.ts';
import { SyncConnection } from '../../server/sync/connection.ts';
import { SyncRoom } from '../../server/sync/syncRoom.ts';
import { SYNC_TOKEN_PREFIX } from '../../shared/api.ts';
import { CLOSE_REASONS } from '../../shared/closeReasons.ts';
import { MAX_PEOPLE, ROOM_EXPIRY_DAYS } from '../../shared/limits.ts';
import type { SimulatedDisk } from './simulatedDisk.ts';
import type { Frame, Link } from './simulatedNetwork.ts';

/** The same for every server, as the key in the data folder is. */
const TOKEN_KEY = new Uint8Array(32);

interface Visit {
  connection: SyncConnection;
  leave: () => void;
}

/** The server's own rooms, checks and connections, with sockets and disk of the simulation. */
export class SimulatedServer {
  readonly registry: RoomRegistry;
  readonly acts: OwnerActs;
  readonly #tokens: TokenIssuer;
  readonly #admission: Admission;
  readonly #clock: Clock;
  readonly #rooms = new WeakMap<Room, { sync: SyncRoom; live: LiveRoom }>();
  /** by the id of its live socket */
  readonly #liveLinks = new Map<string, Link>();
  readonly #visits = new Map<Link, Visit>();
  /** refusals that nobody foresaw; there should be none */
  readonly surprises: unknown[] = [];
  #alive = true;

  constructor(store: SimulatedDisk, clock: Clock, random: RandomBytes) {
    this.#clock = {
      now: clock.now,
      after: (ms, run) => clock.after(ms, () => this.#alive && run()),
    };
    this.#tokens = new TokenIssuer(TOKEN_KEY, clock.now);
    this.registry = new RoomRegistry({
      store,
      clock: this.#clock,
      log: createLogger('silent'),
      maxPeople: MAX_PEOPLE,
      expiryDays: ROOM_EXPIRY_DAYS,
      random,
    });
    this.acts = new OwnerActs(this.registry, clock.now, random);
    this.#admission = new Admission(this.#tokens, this.registry);
    this.registry.on('opened', (room) => {
      const sync = new SyncRoom(
        room,
        {
          onAdmitted: () => {},
          onRefused: (_reason, _person, cause) => {
            if (!(cause instanceof RefusedError)) this.surprises.push(cause);
          },
        },
        clock.now,
      );
      this.#rooms.set(room, {
        sync,
        live: new LiveRoom(
          room,
          this.#clock,
          () => {},
          () => {},
        ),
      });
    });
  }

  issue(person: Omit<Person, 'expiresAt'>): Promise<{ token: string }> {
    return this.#tokens.issue(person);
  }

  async receive(frame: Frame, link: Link): Promise<void> {
    if (!this.#alive) return;
    if (frame.type === 'connect') await this.#accept(frame.protocols, link);
    if (frame.type === 'message') this.#visits.get(link)?.connection.receive(frame.bytes);
    if (frame.type === 'close') this.#end(link);
  }

  /** Power off: nothing is written or sent any more. */
  crash(): void {
    this.#alive = false;
  }

  /** SIGTERM. @param flush lets the disk write until it is told otherwise */
  async close(flush: () => Promise<void>): Promise<void> {
    for (const { connection } of [...this.#visits.values()]) connection.close('restarting', 'Restarting.');
    const closed = this.registry.close();
    await flush();
    await closed;
    this.#alive = false;
  }

  async #accept(protocols: string[], link: Link): Promise<void> {
    const token = protocols.find((name) => name.startsWith(SYNC_TOKEN_PREFIX)) ?? '';
    link.toClient.send({ type: 'open' });
    try {
      const entry = await this.#admission.enter(null, token.slice(SYNC_TOKEN_PREFIX.length));
      this.#connect(link, entry.room, entry.person, entry.join);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      link.toClient.send({ type: 'close', code: CLOSE_REASONS[error.reason].code });
    }
  }

  #connect(
    link: Link,
    room: Room,
    person: Person,
    join: (onOut: (e: RefusedError) => void) => { leave(): void },
  ) {
    const parts = this.#rooms.get(room);
    if (!parts) throw new Error('a room was opened without its parts');
    const socket = {
      bufferedAmount: 0,
      send: (bytes: Uint8Array) => link.toClient.send({ type: 'message', bytes: Uint8Array.from(bytes) }),
      close: (code: number) => {
        this.#end(link);
        link.toClient.send({ type: 'close', code });
      },
    };
    const membership = join(({ reason, message }) => connection.close(reason, message));
    const connection = new SyncConnection(socket as unknown as WebSocket, person, parts.sync, this.#clock);
    parts.sync.join(connection);
    const live = this.#liveClient(link, person);
    parts.live.join(live);
    const leave = () => {
      membership.leave();
      live.pictures.stop();
      parts.live.leave(live);
    };
    this.#visits.set(link, { connection, leave });
  }

  #liveClient(link: Link, person: Person): LiveClient {
    const id = `live${this.#liveLinks.size}`;
    this.#liveLinks.set(id, link);
    const socket = {
      id,
      conn: { transport: {} },
      // Socket.IO's way to several sockets at once
      nsp: {
        local: {
          to: (ids: string[]) => ({
            emit: (event: string, payload: string) => {
              for (const each of ids) this.#emit(each, event, payload);
            },
          }),
        },
      },
      emit: (event: string, payload: string) => this.#emit(id, event, payload),
      disconnect: () => {},
    };
    return new LiveClient(socket as unknown as LiveSocket, person, this.#clock, () => {});
  }

  #emit(id: string, event: string, payload: string): void {
    if (event !== 'stored') return;
    this.#liveLinks.get(id)?.live.send({ type: 'stored', stateVector: fromBase64(payload) });
  }

  #end(link: Link): void {
    const visit = this.#visits.get(link);
    if (!visit) return;
    this.#visits.delete(link);
    visit.connection.closed();
    visit.leave();
  }
}
