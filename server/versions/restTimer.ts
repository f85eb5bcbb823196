import { VERSION_INTERVAL_MS, VERSION_MAX_WAIT_MS, VERSION_REST_MS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';

/**
 * Says when a drawing that changed is kept: after a rest, at most once an interval; without any rest after a long while.
 * Where nobody is left the rest is enough.
 */
export class RestTimer {
  readonly #clock: Clock;
  readonly #occupied: () => boolean;
  readonly #onDue: () => void;
  /** ms since the Unix epoch; null: nothing changed since the last version */
  #changes: { first: number; last: number } | null = null;
  #keptAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, occupied: () => boolean, onDue: () => void) {
    this.#clock = clock;
    this.#occupied = occupied;
    this.#onDue = onDue;
  }

  changed(): void {
    const now = this.#clock.now();
    this.#changes = { first: this.#changes?.first ?? now, last: now };
    this.#plan();
  }

  /** A version was kept just now. */
  kept(): void {
    this.#changes = null;
    this.#keptAt = this.#clock.now();
    this.stop();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** One timer looks again at the end of the next rest: it is not moved with every change. */
  #plan(): void {
    this.#cancel ??= this.#clock.after(VERSION_REST_MS, () => {
      this.#cancel = null;
      if (!this.#changes) return;
      if (!this.#isDue(this.#changes)) return this.#plan();
      this.#changes = null;
      this.#onDue();
    });
  }

  #isDue({ first, last }: { first: number; last: number }): boolean {
    const now = this.#clock.now();
    const rested = now - last >= VERSION_REST_MS;
    if (rested && !this.#occupied()) return true;
    if (now - this.#keptAt < VERSION_INTERVAL_MS) return false;
    return rested || now - first >= VERSION_MAX_WAIT_MS;
  }
}
