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
  /** changes that came meanwhile make one more job, however many they are */
  | { state: 'running'; wish: Wish | null };

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

  /**
   * Starts the due room that has waited longest; null when none is due.
   * @param replaceable says of a running room that its job has not begun: a newer one may replace it
   */
  take(now: number, replaceable: (room: string) => boolean = () => false): string | null {
    let next: { room: string; wish: Wish } | null = null;
    for (const [room, { state, wish }] of this.#rooms) {
      if (!wish || dueAt(wish) > now) continue;
      if (state === 'running' && !replaceable(room)) continue;
      if (!next || wish.firstAt < next.wish.firstAt) next = { room, wish };
    }
    if (!next) return null;
    this.#rooms.set(next.room, { state: 'running', wish: null });
    return next.room;
  }

  /**
   * The room's job ended.
   * @param retryAt ms: it failed and is to be tried again then; null: it went well
   */
  finish(room: string, now: number, retryAt: number | null = null): void {
    const current = this.#rooms.get(room);
    if (current?.state !== 'running') return;
    const wish = current.wish ?? (retryAt === null ? null : newWish(now));
    if (!wish) {
      this.#rooms.delete(room);
      return;
    }
    if (retryAt !== null) wish.notBefore = retryAt;
    this.#rooms.set(room, { state: 'waiting', wish });
  }

  /** ms since the Unix epoch at which `take` will next answer a room, or null. */
  nextDueAt(replaceable: (room: string) => boolean = () => false): number | null {
    let next: number | null = null;
    for (const [room, { state, wish }] of this.#rooms) {
      if (!wish || (state === 'running' && !replaceable(room))) continue;
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
}

function newWish(now: number): Wish {
  return { firstAt: now, lastAt: now, notBefore: 0 };
}

function dueAt({ firstAt, lastAt, notBefore }: Wish): number {
  return Math.max(notBefore, Math.min(lastAt + PORTRAIT_DEBOUNCE_MS, firstAt + PORTRAIT_MAX_WAIT_MS));
}
