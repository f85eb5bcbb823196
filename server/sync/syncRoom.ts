import type * as Y from 'yjs';
import { z } from 'zod';
import type { CloseReason } from '../../shared/closeReasons.ts';
import { type Rate, TokenBucket } from '../limits/tokenBucket.ts';
import type { Room } from '../rooms/room.ts';
import type { Topic } from '../rooms/roomBus.ts';
import type { Person } from '../rooms/tokens.ts';
import type { SyncConnection } from './connection.ts';
import { encodeAwareness, encodeUpdate } from './messages.ts';
import { PresenceTable } from './presence.ts';
import { UpdateGate } from './updateGate.ts';

/** Bytes of presence of a full room. */
const MAX_PRESENCE_MESSAGE_BYTES = 256 * 1024;
/** Presence entries of a server's people, for the other servers. */
const PRESENCE: Topic<Uint8Array> = {
  name: 'presence',
  schema: z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= MAX_PRESENCE_MESSAGE_BYTES),
};

/** First syncs over an update's size, for one room: a class coming back from a morning without network. */
const LARGE_SYNC_RATE: Rate = { capacity: 40, perSecond: 0.5 };

export interface SyncEvents {
  /** @param ms that checking took */
  onAdmitted(changed: boolean, ms: number): void;
  onRefused(reason: CloseReason, person: Person, cause: unknown): void;
}

/** A room as its document sockets see it: who is connected, what may come in, what goes out. */
export class SyncRoom {
  readonly presence: PresenceTable;
  readonly onRefused: SyncEvents['onRefused'];
  readonly #room: Room;
  readonly #gate: UpdateGate;
  readonly #connections = new Set<SyncConnection>();
  readonly #largeSyncs: TokenBucket;
  readonly #onAdmitted: SyncEvents['onAdmitted'];

  constructor(room: Room, events: SyncEvents, now: () => number) {
    this.#largeSyncs = new TokenBucket(LARGE_SYNC_RATE, now);
    this.#room = room;
    this.#gate = new UpdateGate(room);
    this.presence = new PresenceTable((client, subject) => {
      const owner = room.ledger.ownerOf(client);
      return owner === null || owner === subject;
    });
    this.onRefused = events.onRefused;
    this.#onAdmitted = events.onAdmitted;
    // Relayed once on disk, so that no client holds a stroke which a crashed server forgot.
    room.on('stored', ({ update }) => {
      const message = encodeUpdate(update);
      for (const connection of this.#connections) connection.send(message);
    });
    room.channel.on(PRESENCE, (entries, server) => this.#hearFrom(server, entries));
    room.channel.onPeer({
      came: () => {
        const own = this.presence.own();
        if (own) room.channel.send(PRESENCE, own);
      },
      gone: (server) => this.#removeServer(server),
    });
    // Every server hears of it and tells its own people.
    room.on('handLowered', (subject) => {
      const lowered = this.presence.lowerHand(subject);
      if (lowered) this.#relayPresence(lowered);
    });
    room.on('closed', () => this.closeAll('restarting', 'The room restarts. Reconnecting.'));
  }

  get doc(): Y.Doc {
    return this.#room.doc;
  }

  get closed(): boolean {
    return this.#room.closed;
  }

  join(connection: SyncConnection): void {
    this.#connections.add(connection);
  }

  leave(connection: SyncConnection): void {
    if (!this.#connections.delete(connection)) return;
    const gone = this.presence.remove(connection);
    if (!gone) return;
    if (connection.presenceClient !== null) this.#room.ledger.part(connection.presenceClient);
    this.broadcastPresence(gone);
  }

  /** @throws UpdateRefusedError */
  admit(update: Uint8Array, person: Person, maxStructs?: number): void {
    const start = performance.now();
    const changed = this.#gate.admit(update, person, maxStructs);
    this.#onAdmitted(changed, performance.now() - start);
  }

  /** While it is here nobody else may write under this Yjs client id. */
  meetClient(client: number, person: Person): void {
    this.#room.ledger.meet(client, person.subject);
  }

  /** True while the room may take another first sync of more than an update's size. */
  mayTakeLargeSync(): boolean {
    return this.#largeSyncs.take();
  }

  whenStored(run: () => void): void {
    this.#room.whenStored(run);
  }

  /** What one of this server's people shows, for everyone in the room. */
  broadcastPresence(entries: Uint8Array): void {
    if (this.#room.channel.peers > 0) this.#room.channel.send(PRESENCE, entries);
    this.#relayPresence(entries);
  }

  #hearFrom(server: string, entries: Uint8Array): void {
    const before = this.presence.elsewhere();
    const { relay, again } = this.presence.hearFrom(server, entries);
    this.#meetElsewhere(before);
    if (relay) this.#relayPresence(relay);
    if (again) this.#room.channel.send(PRESENCE, again);
  }

  #removeServer(server: string): void {
    const before = this.presence.elsewhere();
    const gone = this.presence.removeServer(server);
    this.#meetElsewhere(before);
    if (gone) this.#relayPresence(gone);
  }

  /** Nobody here writes under the Yjs client id of somebody at another server. */
  #meetElsewhere(before: [client: number, subject: string][]): void {
    const now = new Map(this.presence.elsewhere());
    for (const [client] of before) if (!now.has(client)) this.#room.ledger.part(client);
    for (const [client, subject] of now) this.#room.ledger.meet(client, subject);
  }

  #relayPresence(entries: Uint8Array): void {
    const message = encodeAwareness(entries);
    for (const connection of this.#connections) connection.sendPresence(message);
  }

  closeAll(reason: CloseReason, message: string): void {
    for (const connection of [...this.#connections]) connection.close(reason, message);
  }
}
