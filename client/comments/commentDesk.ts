import { get, writable } from 'svelte/store';
import type { Place } from '../canvas/geometry.ts';
import type { StringStore } from '../memory/storage.ts';
import { messagesOf, recallSeen, rememberSeen, type Seen } from './seenThreads.ts';
import type { Thread } from './threads.ts';

/** What a person is doing with the comments: reading, choosing a place, writing. */
export class CommentDesk {
  readonly open = writable(false);
  /** the thread that is shown; null: the list, or a new comment */
  readonly shown = writable<string | null>(null);
  /** the next click on the sheet chooses the place of a new comment */
  readonly placing = writable(false);
  readonly place = writable<Place | null>(null);
  readonly seen;

  /** @param store where it is remembered what was read */
  constructor(
    private readonly roomId: string,
    private readonly store: StringStore | null,
  ) {
    this.seen = writable<Seen>(recallSeen(roomId, store));
  }

  /** @param id null: the list */
  show(id: string | null): void {
    this.placing.set(false);
    this.place.set(null);
    this.shown.set(id);
    this.open.set(true);
  }

  choosePlace(): void {
    this.open.set(false);
    this.placing.set(true);
  }

  chose(place: Place): void {
    this.show(null);
    this.place.set(place);
  }

  /** The thread is before the person's eyes. */
  look(thread: Thread): void {
    const count = messagesOf(thread).length;
    if ((get(this.seen)[thread.id] ?? 0) >= count) return;
    this.seen.update((seen) => ({ ...seen, [thread.id]: count }));
    rememberSeen(this.roomId, get(this.seen), this.store);
  }
}
