import { PART_HOLD_GRACE_MS } from '../../shared/limits.ts';
import { partsByLot } from '../../shared/lots.ts';
import type { PartId } from '../../shared/parts.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import { capabilitiesNow } from '../../shared/roomControls.ts';
import { controlsOf, settingsMapOf } from '../../shared/roomDocument.ts';
import { RefusedError } from './errors.ts';
import type { Room } from './room.ts';
import type { Person } from './tokens.ts';

/** Gives parts to people who want to draw them alone, and takes them back. Who holds what stands in the document. */
export class PartHolder {
  readonly #room: Pick<Room, 'doc' | 'members' | 'edit'>;
  /** ms since the Unix epoch: when the holder was first found away */
  readonly #awaySince = new Map<PartId, number>();

  constructor(room: Pick<Room, 'doc' | 'members' | 'edit'>) {
    this.#room = room;
  }

  /**
   * @param subject who is to hold the part from now on; null: nobody
   * @throws RefusedError `forbidden` where that is not this person's to decide
   */
  give(part: PartId, subject: string | null, by: Pick<Person, 'role' | 'subject'>): void {
    const controls = controlsOf(this.#room.doc);
    const holder = controls.holds.get(part) ?? null;
    const may = capabilitiesNow(by.role, controls);
    const ownMatter =
      (holder === null || holder === by.subject) && (subject === null || subject === by.subject);
    if (!may.draw || !(may.lockParts || (ownMatter && !controls.locked.has(part)))) {
      throw new RefusedError('forbidden', 'Somebody else draws this part, or it is locked.');
    }
    if (subject !== null && !this.#room.members.has(subject)) {
      throw new RefusedError('not-found', 'This person is not in the room.');
    }
    if (holder !== subject) this.#write(new Map([[part, subject]]));
  }

  /** Gives every part to one of those who draw, by lot. Owners lead and take none unless nobody else is there. */
  drawLots(seed: number): void {
    // At whichever server they are.
    const drawing = this.#room.members.everywhere.filter(({ role }) => capabilitiesOf(role).draw);
    const pupils = drawing.filter(({ role }) => !capabilitiesOf(role).manageRoom);
    const lots = partsByLot(
      (pupils.length > 0 ? pupils : drawing).map(({ subject }) => subject),
      seed,
    );
    if (lots.size === 0) return;
    this.#room.edit((doc) => settingsMapOf(doc).set('lot', seed));
    this.#write(lots);
  }

  /** Frees parts whose holder has been away for a while. */
  sweep(now: number): void {
    const free = new Map<PartId, null>();
    const { holds } = controlsOf(this.#room.doc);
    for (const part of [...this.#awaySince.keys()]) if (!holds.has(part)) this.#awaySince.delete(part);
    for (const [part, subject] of holds) {
      const since = this.#awaySince.get(part) ?? now;
      if (this.#room.members.has(subject)) this.#awaySince.delete(part);
      else if (now - since >= PART_HOLD_GRACE_MS) free.set(part, null);
      else this.#awaySince.set(part, since);
    }
    if (free.size > 0) this.#write(free);
  }

  #write(holders: ReadonlyMap<PartId, string | null>): void {
    this.#room.edit((doc) => {
      for (const [part, subject] of holders) settingsMapOf(doc).set(`hold.${part}`, subject);
    });
    for (const part of holders.keys()) this.#awaySince.delete(part);
  }
}
