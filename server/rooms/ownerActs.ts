import type { CreatedRoom, KickedPerson } from '../../shared/api.ts';
import { MAX_KICKED } from '../../shared/limits.ts';
import { RefusedError, RoomNotFoundError } from './errors.ts';
import type { RoomRegistry } from './registry.ts';
import type { RoomRecord } from './roomStore.ts';
import { newSecrets, type RandomBytes, systemRandom } from './secrets.ts';

/**
 * What an owner does to a room as a whole. Each act is a change of the room's record: it holds at every door and after a
 * restart, and whoever it concerns is turned out (`access`). All of them throw RoomNotFoundError and DamagedRoomError.
 */
export class OwnerActs {
  readonly #registry: RoomRegistry;
  readonly #now: () => number;
  readonly #random: RandomBytes;

  constructor(registry: RoomRegistry, now: () => number, random: RandomBytes = systemRandom) {
    this.#registry = registry;
    this.#now = now;
    this.#random = random;
  }

  /**
   * Raises the room's epoch, and that of all rooms which its links open: every link and token stops working.
   * @returns the new links' secrets
   * @throws RefusedError for a pupil's face: its class has the links
   */
  async renewLinks(id: string): Promise<CreatedRoom> {
    const { kind, family } = await this.#registry.describe(id);
    const first = family?.root ?? id;
    if (kind === 'classroom' && first !== id) {
      throw new RefusedError('forbidden', 'Withdraw the links in the class’s first room.');
    }
    const { secrets, secretHashes } = newSecrets(this.#random);
    await this.#ofFamily(first, 'its links were withdrawn', (record) => ({
      ...record,
      epoch: record.epoch + 1,
      secretHashes: this.#linksOf(record, first, secretHashes),
    }));
    return { roomId: id, secrets };
  }

  /** Takes a person out, and keeps them out until they are let in again. */
  kick(id: string, person: KickedPerson): Promise<void> {
    return this.#registry.changeRecord(id, 'somebody was taken out', (record) => {
      const others = record.kicked.filter(({ subject }) => subject !== person.subject);
      return { ...record, kicked: [...others, person].slice(-MAX_KICKED) };
    });
  }

  readmit(id: string, subject: string): Promise<void> {
    return this.#registry.changeRecord(id, 'somebody was let in again', (record) => ({
      ...record,
      kicked: record.kicked.filter((person) => person.subject !== subject),
    }));
  }

  /** Ends the session for everybody but owners. */
  end(id: string): Promise<void> {
    return this.#ofFamily(id, 'the session was ended', (record) => ({
      ...record,
      endedAt: record.endedAt ?? this.#now(),
    }));
  }

  reopen(id: string): Promise<void> {
    return this.#ofFamily(id, 'the session was opened again', (record) => ({
      ...record,
      endedAt: null,
    }));
  }

  /** Deletes the room for good. */
  async delete(id: string): Promise<void> {
    const { kind, family } = await this.#registry.describe(id);
    // Pupils' faces go with their class; a branch lives on by its own link.
    if (kind === 'classroom')
      for (const { room } of family?.children ?? []) await this.#registry.delete(room);
    await this.#registry.delete(id);
  }

  /** A pupil asks for a new link to the own face by the new link of the class; a team's links open all its branches. */
  #linksOf(
    { id, kind }: RoomRecord,
    first: string,
    renewed: RoomRecord['secretHashes'],
  ): RoomRecord['secretHashes'] {
    if (kind !== 'classroom' || id === first) return renewed;
    return { ...renewed, editor: newSecrets(this.#random).secretHashes.editor };
  }

  /** Changes the record of a room and of all that came from it. */
  async #ofFamily(id: string, what: string, change: (record: RoomRecord) => RoomRecord): Promise<void> {
    const { family } = await this.#registry.describe(id);
    await this.#registry.changeRecord(id, what, change);
    for (const { room } of family?.children ?? []) {
      // One that expired meanwhile needs no change.
      await this.#registry.changeRecord(room, what, change).catch((error: unknown) => {
        if (!(error instanceof RoomNotFoundError)) throw error;
      });
    }
  }
}
