import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import { CLOSE_REASONS, type CloseReason } from '../../shared/closeReasons.ts';
import {
  MAX_BUFFERED_BYTES,
  MAX_BUFFERED_BYTES_BEFORE_CLOSE,
  MAX_CHECKING_MS_PER_SECOND,
  MAX_DOCUMENT_BYTES,
  MAX_MESSAGES_PER_SECOND,
  MAX_PRESENCE_PER_SECOND,
  MAX_STRUCTS_PER_SYNC,
  MAX_UPDATE_BYTES,
  MAX_UPDATES_PER_SECOND,
} from '../../shared/limits.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import type { Clock } from '../clock.ts';
import { type Rate, TokenBucket } from '../limits/tokenBucket.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { Person } from '../rooms/tokens.ts';
import { type ClientMessage, decodeMessage, encodeAwareness, encodeStep1, encodeStep2 } from './messages.ts';
import { countEntries, type PresenceHolder } from './presence.ts';
import type { SyncRoom } from './syncRoom.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

/** A full room coming in is a burst of echoes. */
const MESSAGE_RATE: Rate = { capacity: 4 * MAX_MESSAGES_PER_SECOND, perSecond: MAX_MESSAGES_PER_SECOND };
/** After a stall of the network some seconds of updates come at once. */
const UPDATE_RATE: Rate = { capacity: 3 * MAX_UPDATES_PER_SECOND, perSecond: MAX_UPDATES_PER_SECOND };
const PRESENCE_RATE: Rate = { capacity: MAX_PRESENCE_PER_SECOND, perSecond: MAX_PRESENCE_PER_SECOND };
/** ms of checking: coming back from a morning offline may take a second and more at once. */
const CHECKING_RATE: Rate = {
  capacity: 10 * MAX_CHECKING_MS_PER_SECOND,
  perSecond: MAX_CHECKING_MS_PER_SECOND,
};
/** Bytes of one presence message: 60 people's entries echoed at once. */
const MAX_PRESENCE_MESSAGE_BYTES = 128 * 1024;
/** Presence entries that count as one message more. */
const ENTRIES_PER_MESSAGE = 10;
/** Bytes of a state vector: `MAX_YJS_CLIENTS` of them, 16 bytes each, and those of an offline copy. */
const MAX_STATE_VECTOR_BYTES = 256 * 1024;
/** ms that a client may take to answer our step 1. */
const HANDSHAKE_TIMEOUT_MS = 30_000;
/** Bytes of updates held until that answer, which they may build on. */
const MAX_HELD_BYTES = 4 * MAX_UPDATE_BYTES;
/** Bytes that a WebSocket close frame has for its text (RFC 6455, section 5.5). */
const MAX_CLOSE_TEXT_BYTES = 120;

type Phase =
  /** updates wait, since they may build on the answer to our step 1 */
  | { state: 'handshake'; held: Uint8Array[]; heldBytes: number; cancelTimeout: () => void }
  | { state: 'synced' }
  | { state: 'closed' };

/** One person's WebSocket to the room's document. */
export class SyncConnection implements PresenceHolder {
  readonly person: Person;
  presenceClient: number | null = null;
  readonly #socket: WebSocket;
  readonly #room: SyncRoom;
  readonly #messages: TokenBucket;
  readonly #updates: TokenBucket;
  readonly #presence: TokenBucket;
  readonly #checking: TokenBucket;
  #phase: Phase;

  constructor(socket: WebSocket, person: Person, room: SyncRoom, clock: Clock) {
    this.#socket = socket;
    this.person = person;
    this.#room = room;
    this.#messages = new TokenBucket(MESSAGE_RATE, clock.now);
    this.#updates = new TokenBucket(UPDATE_RATE, clock.now);
    this.#presence = new TokenBucket(PRESENCE_RATE, clock.now);
    this.#checking = new TokenBucket(CHECKING_RATE, clock.now);
    this.#phase = { state: 'synced' };
    // A viewer has nothing to give, so it is not asked.
    if (capabilitiesOf(person.role, room.closed).draw) {
      const cancelTimeout = clock.after(HANDSHAKE_TIMEOUT_MS, () =>
        this.close('too-slow', 'The first sync took too long. Reconnecting.'),
      );
      this.#phase = { state: 'handshake', held: [], heldBytes: 0, cancelTimeout };
      this.send(encodeStep1(Y.encodeStateVector(room.doc)));
    }
    const presence = room.presence.all();
    if (presence) this.send(encodeAwareness(presence));
  }

  receive(bytes: Uint8Array): void {
    if (this.#phase.state === 'closed') return;
    try {
      if (!this.#messages.take()) {
        throw new UpdateRefusedError('too many messages a second', 'rate-limited');
      }
      this.#inBudget(() => this.#handle(decodeMessage(bytes)));
    } catch (error) {
      // An error that nobody foresaw must not take the other rooms along either.
      const refusal = error instanceof RefusedError ? error : new UpdateRefusedError('it cannot be handled');
      this.#room.onRefused(refusal.reason, this.person, error);
      this.close(refusal.reason, refusal.message);
    }
  }

  /** Never drops: a client that cannot keep up with the document is closed and syncs anew. */
  send(message: Uint8Array): void {
    if (this.#phase.state === 'closed') return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES_BEFORE_CLOSE) {
      this.close('too-slow', 'Your connection is too slow to keep up. Reconnecting.');
      return;
    }
    this.#socket.send(message);
  }

  /** Drops when the socket is behind: presence is renewed every 15 s anyway. */
  sendPresence(message: Uint8Array): void {
    if (this.#socket.bufferedAmount <= MAX_BUFFERED_BYTES) this.send(message);
  }

  close(reason: CloseReason, message: string): void {
    if (this.#phase.state === 'closed') return;
    this.closed();
    this.#socket.close(CLOSE_REASONS[reason].code, closeText(message));
  }

  /** The socket is gone or going. */
  closed(): void {
    if (this.#phase.state === 'handshake') this.#phase.cancelTimeout();
    this.#phase = { state: 'closed' };
    this.#room.leave(this);
  }

  #handle(message: ClientMessage): void {
    switch (message.type) {
      case 'step1':
        this.#answerStep1(message.stateVector);
        break;
      case 'step2':
        this.#takeStep2(message.update);
        break;
      case 'update':
        this.#takeUpdate(message.update);
        break;
      case 'awareness':
        this.#takePresence(message.entries);
        break;
      case 'queryAwareness': {
        const presence = this.#room.presence.all();
        if (presence) this.sendPresence(encodeAwareness(presence));
      }
    }
  }

  #answerStep1(stateVector: Uint8Array): void {
    if (stateVector.byteLength > MAX_STATE_VECTOR_BYTES) throw new UpdateRefusedError('not a state vector');
    if (!this.#updates.take(10)) throw new UpdateRefusedError('too many syncs a second', 'rate-limited');
    let missing: Uint8Array;
    try {
      missing = Y.encodeStateAsUpdate(this.#room.doc, stateVector);
    } catch {
      throw new UpdateRefusedError('not a state vector');
    }
    // Only what is on disk goes out: after a crash nobody may hold strokes that the server lost.
    this.#room.whenStored(() => this.send(encodeStep2(missing)));
  }

  #takeStep2(update: Uint8Array): void {
    const phase = this.#phase;
    if (phase.state !== 'handshake') {
      this.#takeUpdate(update);
      return;
    }
    if (update.byteLength > MAX_DOCUMENT_BYTES) throw new UpdateRefusedError('the first sync is too large');
    if (update.byteLength > MAX_UPDATE_BYTES && !this.#room.mayTakeLargeSync()) {
      throw new UpdateRefusedError('too many large syncs at once', 'rate-limited');
    }
    phase.cancelTimeout();
    this.#phase = { state: 'synced' };
    this.#room.admit(update, this.person, MAX_STRUCTS_PER_SYNC);
    for (const held of phase.held) this.#takeUpdate(held);
  }

  #takeUpdate(update: Uint8Array): void {
    if (update.byteLength > MAX_UPDATE_BYTES) throw new UpdateRefusedError('the update is too large');
    if (this.#phase.state === 'handshake') {
      this.#phase.heldBytes += update.byteLength;
      if (this.#phase.heldBytes > MAX_HELD_BYTES) {
        throw new UpdateRefusedError('too much before the first sync');
      }
      this.#phase.held.push(update);
      return;
    }
    if (!this.#updates.take()) throw new UpdateRefusedError('too many updates a second', 'rate-limited');
    this.#room.admit(update, this.person);
  }

  /** A message that is slow to check holds up every room, so time is limited like bytes are. */
  #inBudget(handle: () => void): void {
    if (!this.#checking.take(0)) throw new UpdateRefusedError('it takes too long to check', 'rate-limited');
    const start = performance.now();
    try {
      handle();
    } finally {
      this.#checking.charge(performance.now() - start);
    }
  }

  #takePresence(entries: Uint8Array): void {
    if (entries.byteLength > MAX_PRESENCE_MESSAGE_BYTES) throw new UpdateRefusedError('presence is too long');
    // Whoever comes in echoes a full room's entries once; reading costs by the entry.
    if (!this.#messages.take(Math.floor(countEntries(entries) / ENTRIES_PER_MESSAGE))) {
      throw new UpdateRefusedError('too many presence entries a second', 'rate-limited');
    }
    const relay = this.#room.presence.receive(entries, this);
    if (this.presenceClient !== null) this.#room.meetClient(this.presenceClient, this.person);
    if (relay && this.#presence.take()) this.#room.broadcastPresence(relay);
  }
}

/** What of a message fits a close frame. */
export function closeText(message: string): string {
  let text = message;
  while (Buffer.byteLength(text) > MAX_CLOSE_TEXT_BYTES) text = text.slice(0, -1);
  return text;
}
