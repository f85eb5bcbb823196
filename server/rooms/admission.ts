import { checkAccess } from './access.ts';
import { RefusedError } from './errors.ts';
import type { Membership } from './members.ts';
import type { RoomRegistry } from './registry.ts';
import type { Room } from './room.ts';
import type { RoomAct } from './roomActs.ts';
import type { Person, TokenIssuer } from './tokens.ts';

export interface Entry {
  room: Room;
  person: Person;
  /**
   * Takes the place in the room.
   * @param onOut called when the person may not stay, with the reason
   * @throws RefusedError `room-full`, `rate-limited`, `withdrawn`, `kicked`, `ended`
   */
  join(onOut: (refusal: RefusedError) => void): Membership;
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
   * @throws RefusedError
   */
  async enter(roomId: string | null, token: string): Promise<Entry> {
    const person = await this.#tokens.verify(token);
    if (roomId !== null && person.room !== roomId) throw notYours();
    const room = await this.#registry.open(person.room);
    checkAccess(room.record, person);
    const join: Entry['join'] = (onOut) => {
      // The links may have been withdrawn since.
      checkAccess(room.record, person);
      return room.members.join(person, onOut);
    };
    return { room, person, join };
  }

  /**
   * Who an HTTP request comes from, without bringing the room into memory.
   * @throws RefusedError
   */
  async identify(roomId: string, token: string): Promise<Person> {
    const person = await this.#tokens.verify(token);
    if (person.room !== roomId) throw notYours();
    checkAccess(await this.#registry.describe(roomId), person);
    return person;
  }

  /** Does what concerns everybody in a room, at every server. */
  act(room: Room, act: RoomAct): void {
    this.#registry.act(room.id, act);
  }

  /** Takes a renewed token for somebody who is inside. @throws RefusedError */
  async renew(room: Room, person: Person, token: string): Promise<Person> {
    const renewed = await this.#tokens.verify(token);
    const same =
      renewed.room === person.room && renewed.subject === person.subject && renewed.role === person.role;
    if (!same) throw notYours();
    checkAccess(room.record, renewed);
    const { subject, expiresAt } = renewed;
    this.#registry.act(room.id, { type: 'renewed', subject, expiresAt });
    return renewed;
  }
}

function notYours(): RefusedError {
  return new RefusedError('forbidden', 'This link does not open the room. Ask for a new one.');
}
