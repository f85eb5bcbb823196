import { PORTRAIT_BREAKER_FAILURES, PORTRAIT_BREAKER_RESET_MS } from '../../shared/limits.ts';

/** ms after the second failure in a row; doubles with each further one. */
const FIRST_RETRY_MS = 500;

type BreakerState = { state: 'closed'; failures: number } | { state: 'open' };

/**
 * Circuit breaker of one room's portraits: after one failure it is tried again at once, since the worker may
 * have been at fault; a drawing that makes workers fail is tried ever more rarely, so that it does not take
 * them from the other rooms.
 */
export class Breaker {
  #state: BreakerState = { state: 'closed', failures: 0 };

  get open(): boolean {
    return this.#state.state === 'open';
  }

  succeed(): void {
    this.#state = { state: 'closed', failures: 0 };
  }

  /** @returns ms until the next try */
  fail(): number {
    const failures = this.#state.state === 'open' ? PORTRAIT_BREAKER_FAILURES : this.#state.failures + 1;
    if (failures >= PORTRAIT_BREAKER_FAILURES) {
      this.#state = { state: 'open' };
      return PORTRAIT_BREAKER_RESET_MS;
    }
    this.#state = { state: 'closed', failures };
    return failures === 1 ? 0 : FIRST_RETRY_MS * 2 ** (failures - 2);
  }
}
