import { MAX_SOCKETS_PER_PERSON } from '../../shared/limits.ts';
import { RefusedError } from './errors.ts';
import type { Person } from './tokens.ts';

/** One connection of a person. A person's sockets (document, live, other tabs) count once. */
export interface Membership {
  readonly subject: string;
  leave(): void;
}

/** Tells a connection that its person may not stay, and why. */
type OnOut = (refusal: RefusedError) => void;

interface Connection {
  /** tokens of one person may come from different links */
  person: Person;
  onOut: OnOut;
}

interface Member {
  person: Person;
  /** ms since the Unix epoch; a renewal on any connection counts for all */
  expiresAt: number;
  connections: Set<Connection>;
}

interface MemberEvents {
  /** a connection came or went */
  changed?(): void;
  joined?(person: Person): void;
  left?(subject: string): void;
}

/** What servers tell each other of a person in a room. */
export type PresentPerson = Pick<Person, 'subject' | 'role'>;

/** Who is in a room, and until when they may stay. */
export class Members {
  readonly #members = new Map<string, Member>();
  /** people at other servers by subject, by server */
  readonly #elsewhere = new Map<string, ReadonlyMap<string, PresentPerson>>();
  readonly #maxPeople: number;
  readonly #events: MemberEvents;

  constructor(maxPeople: number, events: MemberEvents = {}) {
    this.#maxPeople = maxPeople;
    this.#events = events;
  }

  /** People at this server, not connections. */
  get count(): number {
    return this.#members.size;
  }

  /** The people at this server. */
  get here(): PresentPerson[] {
    return [...this.#members.values()].map(({ person: { subject, role } }) => ({ subject, role }));
  }

  /** The people at all servers, each once. */
  get everywhere(): PresentPerson[] {
    const people = new Map([...this.#elsewhere.values()].flatMap((one) => [...one]));
    for (const person of this.here) people.set(person.subject, person);
    return [...people.values()];
  }

  /** In the room, at whichever server. */
  has(subject: string): boolean {
    return this.#members.has(subject) || [...this.#elsewhere.values()].some((people) => people.has(subject));
  }

  /** @param people who is at that server; nobody where it let the room go */
  setElsewhere(server: string, people: readonly PresentPerson[]): void {
    if (people.length > 0) this.#elsewhere.set(server, new Map(people.map((one) => [one.subject, one])));
    else this.#elsewhere.delete(server);
  }

  /** @throws RefusedError `room-full`; `rate-limited` where the person holds too many sockets */
  join(person: Person, onOut: OnOut): Membership {
    let member = this.#members.get(person.subject);
    if (!member) {
      if (!this.has(person.subject) && this.everywhere.length >= this.#maxPeople) {
        throw new RefusedError(
          'room-full',
          `This room already has ${this.#maxPeople} people. Wait until someone leaves.`,
        );
      }
      member = { person, expiresAt: 0, connections: new Set() };
      this.#members.set(person.subject, member);
    }
    if (member.connections.size >= MAX_SOCKETS_PER_PERSON) {
      throw new RefusedError('rate-limited', 'This room is open too often here. Close some of its tabs.');
    }
    member.person = person;
    member.expiresAt = Math.max(member.expiresAt, person.expiresAt);
    const connection = { person, onOut };
    member.connections.add(connection);
    this.#events.changed?.();
    if (member.connections.size === 1) this.#events.joined?.(person);
    return { subject: person.subject, leave: () => this.#leave(person.subject, connection) };
  }

  /** Who is in the room under this subject at the moment. */
  find(subject: string): Person | null {
    return this.#members.get(subject)?.person ?? null;
  }

  renew(subject: string, expiresAt: number): void {
    const member = this.#members.get(subject);
    if (member) member.expiresAt = Math.max(member.expiresAt, expiresAt);
  }

  /** Turns out everyone whose token has run out. */
  expire(now: number): void {
    const expired = new RefusedError('expired', 'Your access has run out. Reconnecting.');
    for (const member of [...this.#members.values()]) if (member.expiresAt <= now) tell(member, expired);
  }

  /** Turns out every connection that may not stay. @param refusalOf null for those that may */
  review(refusalOf: (person: Person) => RefusedError | null): void {
    for (const { connections } of [...this.#members.values()]) {
      for (const { person, onOut } of [...connections]) {
        const refusal = refusalOf(person);
        if (refusal) onOut(refusal);
      }
    }
  }

  /** @param subject the one person who may not stay; without it everyone */
  turnOut(refusal: RefusedError, subject?: string): void {
    for (const [whose, member] of [...this.#members]) {
      if (subject === undefined || subject === whose) tell(member, refusal);
    }
  }

  #leave(subject: string, connection: Connection): void {
    const member = this.#members.get(subject);
    if (!member?.connections.delete(connection)) return;
    const gone = member.connections.size === 0;
    if (gone) this.#members.delete(subject);
    // The other servers are told who is left.
    this.#events.changed?.();
    if (gone) this.#events.left?.(subject);
  }
}

function tell(member: Member, refusal: RefusedError): void {
  for (const { onOut } of [...member.connections]) onOut(refusal);
}
