import { RefusedError } from './errors.ts';
import type { Person } from './tokens.ts';

/** One connection of a person. A person's sockets (document, live, other tabs) count once. */
export interface Membership {
  readonly subject: string;
  leave(): void;
}

interface Member {
  /** ms since the Unix epoch; a renewal on any connection counts for all */
  expiresAt: number;
  connections: Set<{ onExpired: () => void }>;
}

/** Who is in a room, and until when they may stay. */
export class Members {
  readonly #members = new Map<string, Member>();
  readonly #maxPeople: number;
  readonly #onChange: () => void;

  constructor(maxPeople: number, onChange: () => void = () => {}) {
    this.#maxPeople = maxPeople;
    this.#onChange = onChange;
  }

  /** People, not connections. */
  get count(): number {
    return this.#members.size;
  }

  /** @throws RefusedError `room-full` */
  join(person: Person, onExpired: () => void): Membership {
    let member = this.#members.get(person.subject);
    if (!member) {
      if (this.#members.size >= this.#maxPeople) {
        throw new RefusedError(
          'room-full',
          `This room already has ${this.#maxPeople} people. Wait until someone leaves.`,
        );
      }
      member = { expiresAt: 0, connections: new Set() };
      this.#members.set(person.subject, member);
    }
    member.expiresAt = Math.max(member.expiresAt, person.expiresAt);
    const connection = { onExpired };
    member.connections.add(connection);
    this.#onChange();
    return { subject: person.subject, leave: () => this.#leave(person.subject, connection) };
  }

  renew(subject: string, expiresAt: number): void {
    const member = this.#members.get(subject);
    if (member) member.expiresAt = Math.max(member.expiresAt, expiresAt);
  }

  /** Tells the connections of everyone whose token has run out. */
  expire(now: number): void {
    for (const member of [...this.#members.values()]) {
      if (member.expiresAt > now) continue;
      for (const connection of [...member.connections]) connection.onExpired();
    }
  }

  #leave(subject: string, connection: { onExpired: () => void }): void {
    const member = this.#members.get(subject);
    if (!member?.connections.delete(connection)) return;
    if (member.connections.size === 0) this.#members.delete(subject);
    this.#onChange();
  }
}
