import { PORTRAIT_BREAKER_FAILURES, PORTRAIT_BREAKER_RESET_MS } from '../../shared/limits.ts';

type State =
  /** failures in a row, and whose they were */
  | { state: 'closed'; failures: number; rooms: Set<string> }
  /** nothing is drawn until then (ms since the Unix epoch) */
  | { state: 'open'; until: number }
  /** one room's job is tried */
  | { state: 'half-open'; room: string };

/**
 * Circuit breaker of all of a server's portraits: where job after job fails in one room after another, the
 * engine is broken and not the drawings. Then all rooms pause, and one job at a time is tried.
 */
export class ServerBreaker {
  #state: State = newlyClosed();

  /** True from the failure that opened it until a job succeeds. */
  get open(): boolean {
    return this.#state.state !== 'closed';
  }

  /** ms since the Unix epoch from which a job may start; null while the one that is tried runs. */
  get startsAt(): number | null {
    if (this.#state.state === 'closed') return 0;
    return this.#state.state === 'open' ? this.#state.until : null;
  }

  start(room: string): void {
    if (this.#state.state === 'open') this.#state = { state: 'half-open', room };
  }

  succeed(): void {
    this.#state = newlyClosed();
  }

  fail(room: string, now: number): void {
    if (this.#state.state === 'closed') {
      this.#state.failures++;
      this.#state.rooms.add(room);
      // One room alone that fails has a breaker of its own.
      if (this.#state.failures < PORTRAIT_BREAKER_FAILURES || this.#state.rooms.size < 2) return;
    }
    this.#state = { state: 'open', until: now + PORTRAIT_BREAKER_RESET_MS };
  }

  /** The room's job ended and says nothing about the engine, or the room left: the next one may be tried. */
  abandon(room: string, now: number): void {
    if (this.#state.state === 'half-open' && this.#state.room === room) {
      this.#state = { state: 'open', until: now };
    }
  }
}

function newlyClosed(): State {
  return { state: 'closed', failures: 0, rooms: new Set() };
}
