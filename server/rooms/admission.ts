import { RefusedError } from './errors.ts';
import type { Membership } from './members.ts';
import type { RoomRegistry } from './registry.ts';
import type { Room } from './room.ts';
import type { Person, TokenIssuer } from './tokens.ts';

export interface Entry {
  room: Room;
  person: Person;
  /** Takes the place in the room. @throws RefusedError `room-full` */
  join(onExpired: () => void): Membership;
}

/** The one door into rooms, whichever socket somebody comes by. */
export class Admission {
  readonly #tokens: TokenIssuer;
  readonly #registry: RoomRegistry;

  constructor(tokens: TokenIssuer, registry: RoomRegistry) {
    this.#tokens = tokens;
    this.#registry = registry;
  }

  /**
   * @param roomId the room that the address names; null to take it from the token
   * @throws RefusedError, DamagedRoomError
   */
  async enter(roomId: string | null, token: string): Promise<Entry> {
    const person = await this.#tokens.verify(token);
    if (roomId !== null && person.room !== roomId) throw notYours();
    const room = await this.#registry.open(person.room);
    if (person.epoch !== room.record.epoch) throw notYours();
    return { room, person, join: (onExpired) => room.members.join(person, onExpired) };
  }

  /** Takes a renewed token for somebody who is inside. @throws RefusedError */
  async renew(room: Room, person: Person, token: string): Promise<Person> {
    const renewed = await this.#tokens.verify(token);
    const same =
      renewed.room === person.room && renewed.subject === person.subject && renewed.role === person.role;
    if (!same || renewed.epoch !== room.record.epoch) throw notYours();
    room.members.renew(renewed.subject, renewed.expiresAt);
    return renewed;
  }
}

function notYours(): RefusedError {
  return new RefusedError('forbidden', 'This link does not open the room. Ask for a new one.');
}
