import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Presence } from '../../shared/api.ts';
import { MAX_PRESENCE_BYTES } from '../../shared/limits.ts';
import type { Person } from '../rooms/tokens.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

/** Highest awareness clock taken: one more is sent on leaving, and lib0 must be able to read it. */
const MAX_CLOCK = 2 ** 31;

/** Clients that left whose clock is remembered, so that they are seen again at once on return. */
const MAX_REMEMBERED = 1_000;

interface Entry {
  /** the connection that speaks for it */
  holder: object;
  subject: string;
  /** last clock heard from the client */
  heard: number;
  /** last clock told to the others: theirs may be ahead of the client's after a reconnection */
  told: number;
  /** JSON as it is sent on */
  state: string;
}

/** Another server, whose people's entries it speaks for. */
class Server {
  constructor(readonly id: string) {}
}

/** A connection as presence sees it. */
export interface PresenceHolder {
  readonly person: Person;
  /** Yjs client id that it speaks for, null until its first entry */
  presenceClient: number | null;
}

/**
 * The awareness of a room, reduced to what a server needs: one entry a connection, and who somebody
 * is comes from their token. Messages are those of y-protocols/awareness, whose receivers ignore
 * an entry unless its clock is higher than the last, even if they dropped that one meanwhile.
 */
export class PresenceTable {
  readonly #entries = new Map<number, Entry>();
  /** people whose hand was lowered and whose page has not taken it down yet */
  readonly #lowered = new Set<string>();
  readonly #toldBefore = new Map<number, number>();
  readonly #servers = new Map<string, Server>();
  readonly #mayClaim: (client: number, subject: string) => boolean;

  /** @param mayClaim false where a client id is known to belong to somebody else */
  constructor(mayClaim: (client: number, subject: string) => boolean = () => true) {
    this.#mayClaim = mayClaim;
  }

  /**
   * Reads a client's message. Clients echo other people's entries, so those are skipped, not punished.
   * @returns the message for everyone, the sender too; null when there is nothing new
   * @throws UpdateRefusedError
   */
  receive(message: Uint8Array, holder: PresenceHolder): Uint8Array | null {
    let relay: Uint8Array | null = null;
    for (const { client, clock, bytes } of decodeEntries(message)) {
      if (holder.presenceClient !== null && client !== holder.presenceClient) continue;
      const state = new TextDecoder().decode(bytes);
      if (holder.presenceClient === null && state !== 'null' && this.#mayHold(client, holder)) {
        holder.presenceClient = client;
      }
      if (client !== holder.presenceClient) continue;
      if (
        this.#set(
          client,
          clock,
          this.#handDown(claimedState(state, holder.person), holder.person.subject),
          holder,
        )
      ) {
        relay = this.#encode([client]);
      }
    }
    return relay;
  }

  /** Everyone's entry for somebody who just came; null when nobody is there. */
  all(): Uint8Array | null {
    if (this.#entries.size === 0) return null;
    // One up: a returning client dropped these entries but still remembers their clocks.
    for (const entry of this.#entries.values()) entry.told++;
    return this.#encode([...this.#entries.keys()]);
  }

  /** Takes a person's raised hand down. @returns the message for everyone; null where none was up */
  lowerHand(subject: string): Uint8Array | null {
    const clients = [...this.#entries].filter(
      ([, entry]) => entry.subject === subject && hasHand(entry.state),
    );
    if (clients.length === 0) return null;
    this.#lowered.add(subject);
    for (const [, entry] of clients) {
      entry.state = withoutHand(entry.state);
      entry.told++;
    }
    return this.#encode(clients.map(([client]) => client));
  }

  /** Forgets a connection's entry; answers the message for the others. */
  remove(holder: PresenceHolder): Uint8Array | null {
    const client = holder.presenceClient;
    const entry = client === null ? undefined : this.#entries.get(client);
    if (client === null || entry?.holder !== holder) return null;
    return encodeEntries([this.#forget(client, entry)]);
  }

  #forget(client: number, entry: Entry): { client: number; clock: number; state: string } {
    this.#entries.delete(client);
    this.#toldBefore.set(client, ++entry.told);
    if (this.#toldBefore.size > MAX_REMEMBERED) {
      const oldest = this.#toldBefore.keys().next();
      if (!oldest.done) this.#toldBefore.delete(oldest.value);
    }
    return { client, clock: entry.told, state: 'null' };
  }

  /** This server's entries, for another one; null when nobody is here. */
  own(): Uint8Array | null {
    const clients = [...this.#entries]
      .filter(([, { holder }]) => !(holder instanceof Server))
      .map(([client]) => client);
    return clients.length > 0 ? this.#encode(clients) : null;
  }

  /**
   * Reads another server's message. Who is at both (they came by another server, the old connection is not dead yet) counts
   * where they were heard last.
   * @returns the message for this server's people, and what the other servers must hear again since it is here
   */
  hearFrom(server: string, message: Uint8Array): { relay: Uint8Array | null; again: Uint8Array | null } {
    const changed: number[] = [];
    const again: number[] = [];
    const gone: { client: number; clock: number; state: string }[] = [];
    for (const { client, clock, bytes } of decodeEntries(message)) {
      const state = new TextDecoder().decode(bytes);
      const entry = this.#entries.get(client);
      const here = entry !== undefined && !(entry.holder instanceof Server);
      if (state === 'null') {
        if (here) {
          entry.told = Math.max(entry.told, clock) + 1;
          again.push(client);
        } else if (entry?.holder === this.#serverOf(server)) {
          gone.push(this.#forget(client, entry));
        }
        continue;
      }
      if (entry && clock <= (here ? entry.told : entry.heard)) continue;
      const told = Math.max(clock, (entry?.told ?? this.#toldBefore.get(client) ?? 0) + 1);
      const holder = this.#serverOf(server);
      this.#entries.set(client, { holder, subject: subjectOf(state), heard: clock, told, state });
      changed.push(client);
    }
    const news = [...changed, ...again];
    const entries = [...this.#current(news), ...gone];
    return {
      relay: entries.length > 0 ? encodeEntries(entries) : null,
      again: again.length > 0 ? this.#encode(again) : null,
    };
  }

  /** Forgets a server's entries; answers the message for this server's people. */
  removeServer(server: string): Uint8Array | null {
    const holder = this.#serverOf(server);
    this.#servers.delete(server);
    const gone = [...this.#entries]
      .filter(([, entry]) => entry.holder === holder)
      .map(([client, entry]) => this.#forget(client, entry));
    return gone.length > 0 ? encodeEntries(gone) : null;
  }

  /** Yjs clients of people at other servers, and whose they are. */
  elsewhere(): [client: number, subject: string][] {
    return [...this.#entries].flatMap(([client, { holder, subject }]) =>
      holder instanceof Server ? [[client, subject] as [number, string]] : [],
    );
  }

  #serverOf(id: string): Server {
    const server = this.#servers.get(id) ?? new Server(id);
    this.#servers.set(id, server);
    return server;
  }

  /** A lowered hand stays down until the person's page has let it down and raises it anew. */
  #handDown(state: string, subject: string): string {
    if (!this.#lowered.has(subject)) return state;
    if (hasHand(state)) return withoutHand(state);
    this.#lowered.delete(subject);
    return state;
  }

  /** A person who reconnects takes over from their own dead connection, never from somebody else's. */
  #mayHold(client: number, holder: PresenceHolder): boolean {
    const entry = this.#entries.get(client);
    const { subject } = holder.person;
    return (!entry || entry.subject === subject) && this.#mayClaim(client, subject);
  }

  #set(client: number, clock: number, state: string, holder: PresenceHolder): boolean {
    const entry = this.#entries.get(client);
    if (!entry || entry.holder !== holder) {
      const told = Math.max(clock, entry?.told ?? this.#toldBefore.get(client) ?? 0) + 1;
      this.#entries.set(client, { holder, subject: holder.person.subject, heard: clock, told, state });
      return true;
    }
    if (clock <= entry.heard) return false;
    entry.heard = clock;
    // The client's echo of what we told it about itself.
    if (state === entry.state && clock <= entry.told) return false;
    entry.told = Math.max(clock, entry.told + 1);
    entry.state = state;
    return true;
  }

  #encode(clients: number[]): Uint8Array {
    return encodeEntries(this.#current(clients));
  }

  #current(clients: number[]): { client: number; clock: number; state: string }[] {
    return clients.flatMap((client) => {
      const entry = this.#entries.get(client);
      return entry ? [{ client, clock: entry.told, state: entry.state }] : [];
    });
  }
}

/** Entries that a message says it has. */
export function countEntries(message: Uint8Array): number {
  return decoding.readVarUint(decoding.createDecoder(message));
}

function claimedState(json: string, person: Person): string {
  if (Buffer.byteLength(json) > MAX_PRESENCE_BYTES) throw new UpdateRefusedError('presence is too long');
  const state = parse(json);
  if (state === null) return 'null';
  if (typeof state !== 'object' || Array.isArray(state))
    throw new UpdateRefusedError('presence is no object');
  const { subject, name, colour, role } = person;
  const presence: Presence = { subject, name, colour, role };
  return JSON.stringify({ ...state, ...presence });
}

/** Another server checked it. */
function subjectOf(state: string): string {
  return String((parse(state) as Partial<Presence> | null)?.subject ?? '');
}

function hasHand(json: string): boolean {
  return Boolean((parse(json) as { hand?: unknown } | null)?.hand);
}

function withoutHand(json: string): string {
  const { hand: _, ...state } = parse(json) as { hand?: unknown };
  return JSON.stringify(state);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UpdateRefusedError('presence is not JSON');
  }
}

/** Other people's entries are many where clients echo them, so texts are left undecoded. */
function* decodeEntries(
  message: Uint8Array,
): Generator<{ client: number; clock: number; bytes: Uint8Array }> {
  const decoder = decoding.createDecoder(message);
  for (let n = decoding.readVarUint(decoder); n > 0; n--) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    if (clock > MAX_CLOCK) throw new UpdateRefusedError('presence clock out of range');
    yield { client, clock, bytes };
  }
}

function encodeEntries(entries: { client: number; clock: number; state: string }[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}
