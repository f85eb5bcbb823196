import { PORTRAIT_DEBOUNCE_MS, PORTRAIT_MAX_WAIT_MS } from '../../shared/limits.ts';

/** Changes that no job has taken up yet. */
interface Wish {
  /** ms: the first and the latest of these changes */
  firstAt: number;
  lastAt: number;
  /** ms: not started before, after a failure */
  notBefore: number;
}

type RoomState =
  | { state: 'waiting'; wish: Wish }
  /** since when what it draws was wished for; changes that came meanwhile make one more job, however many they are */
  | { state: 'running'; since: number; wish: Wish | null };

/** How a job that failed is tried again. */
export interface Retry {
  /** ms since the Unix epoch: not before */
  at: number;
  /** its worker was interrupted: it goes on where it stood in line */
  keepsPlace: boolean;
}

/** What the scheduler asks about rooms. */
export interface RoomFacts {
  /** its job has not begun: a newer one may replace it */
  replaceable(room: string): boolean;
  /** somebody looks at it: nobody else's portrait waits for one that is not seen */
  watched(room: string): boolean;
  /** ms that the room stands back behind those that wait */
  standsBack?(room: string): number;
}

const ALL_WATCHED: RoomFacts = { replaceable: () => false, watched: () => true };

/**
 * Decides which room's portrait is drawn next. Rooms are only marked; what a job shows is read when
 * it starts, so the latest wish wins by itself. Pure: time is an argument, nothing runs in here.
 */
export class PortraitScheduler {
  readonly #rooms = new Map<string, RoomState>();

  /** Something changed in the room. */
  mark(room: string, now: number): void {
    const current = this.#rooms.get(room);
    if (!current) {
      this.#rooms.set(room, { state: 'waiting', wish: newWish(now) });
    } else if (current.wish) current.wish.lastAt = now;
    else current.wish = newWish(now);
  }

  /** Starts the due room that has waited longest among those that are watched; null when none is due. */
  take(now: number, facts = ALL_WATCHED): string | null {
    let next: { room: string; wish: Wish; place: number } | null = null;
    for (const { room, wish } of this.#startable(facts)) {
      if (dueAt(wish) > now) continue;
      const place = wish.firstAt + (facts.standsBack?.(room) ?? 0);
      if (!next || place < next.place) next = { room, wish, place };
    }
    if (!next) return null;
    this.#rooms.set(next.room, { state: 'running', since: next.wish.firstAt, wish: null });
    return next.room;
  }

  /**
   * The room's job ended.
   * @param retry it failed and is to be tried again; null: it went well
   */
  finish(room: string, now: number, retry: Retry | null = null): void {
    const current = this.#rooms.get(room);
    if (current?.state !== 'running') return;
    const wish = retry?.keepsPlace ? newWish(current.since) : (current.wish ?? (retry && newWish(now)));
    if (!wish) {
      this.#rooms.delete(room);
      return;
    }
    if (retry) wish.notBefore = retry.at;
    // To the end: of rooms that waited equally long, the one just drawn is last.
    this.#rooms.delete(room);
    this.#rooms.set(room, { state: 'waiting', wish });
  }

  /** ms since the Unix epoch at which `take` will next answer a room, or null. */
  nextDueAt(facts = ALL_WATCHED): number | null {
    let next: number | null = null;
    for (const { wish } of this.#startable(facts)) {
      next = Math.min(next ?? Number.POSITIVE_INFINITY, dueAt(wish));
    }
    return next;
  }

  /** Rooms with changes that no job has taken up yet. */
  get waiting(): number {
    let count = 0;
    for (const { wish } of this.#rooms.values()) if (wish) count++;
    return count;
  }

  /** True while a job runs or waits for the room. */
  isPending(room: string): boolean {
    return this.#rooms.has(room);
  }

  /** The room left memory; a job that still runs is forgotten. */
  forget(room: string): void {
    this.#rooms.delete(room);
  }

  *#startable({ replaceable, watched }: RoomFacts): Iterable<{ room: string; wish: Wish }> {
    for (const [room, { state, wish }] of this.#rooms) {
      if (!wish || !watched(room)) continue;
      if (state === 'waiting' || replaceable(room)) yield { room, wish };
    }
  }
}

function newWish(now: number): Wish {
  return { firstAt: now, lastAt: now, notBefore: 0 };
}

function dueAt({ firstAt, lastAt, notBefore }: Wish): number {
  return Math.max(notBefore, Math.min(lastAt + PORTRAIT_DEBOUNCE_MS, firstAt + PORTRAIT_MAX_WAIT_MS));
}
