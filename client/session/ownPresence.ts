import { type Readable, writable } from 'svelte/store';
import type { Role } from '../../shared/roles.ts';
import { type PersonInRoom, peopleOf } from '../connection/people.ts';
import type { SyncConnection } from '../connection/syncConnection.ts';

interface Self {
  subject: string;
  role: Role;
  name: string;
  colour: string;
}

/** Who is in the room, and what this person tells the others of themselves. */
export class OwnPresence {
  readonly people: Readable<PersonInRoom[]>;
  private readonly published = writable<PersonInRoom[]>([]);
  private awareness: SyncConnection['awareness'] | null = null;
  private idle = false;
  private hand: number | null = null;

  constructor(
    private readonly self: () => Self,
    private readonly now: () => number = Date.now,
  ) {
    this.people = this.published;
  }

  /** From now on the others are told, and heard of, by this connection. */
  useConnection({ awareness }: SyncConnection): void {
    this.awareness = awareness;
    awareness.on('change', () => {
      if (awareness === this.awareness) this.publish();
    });
    this.tell();
  }

  setIdle(idle: boolean): void {
    this.idle = idle;
    this.tell();
  }

  /** Raises this person's hand, or takes it down. */
  raiseHand(up: boolean): void {
    this.hand = up ? this.now() : null;
    this.tell();
  }

  private tell(): void {
    const { idle, hand } = this;
    this.awareness?.setLocalState({ ...(idle && { idle }), ...(hand && { hand }) });
    this.publish();
  }

  private publish(): void {
    const { idle, hand } = this;
    this.published.set(peopleOf({ ...this.self(), idle, hand }, this.awareness?.getStates().values() ?? []));
  }
}
