import type { Clock } from '../clock.ts';

/** Lets a room send at once after a pause, and otherwise once in so many ms. */
export class FramePacer {
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #send: () => void;
  #planned = false;
  #last = Number.NEGATIVE_INFINITY;

  /** @param interval ms between two frames */
  constructor(clock: Clock, interval: number, send: () => void) {
    this.#clock = clock;
    this.#interval = interval;
    this.#send = send;
  }

  /** There is news: a frame goes out as soon as it may. */
  plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    const wait = this.#last + this.#interval - this.#clock.now();
    // Bounded, since clocks are set back.
    this.#clock.after(Math.min(this.#interval, Math.max(0, wait)), () => {
      this.#planned = false;
      this.#last = this.#clock.now();
      this.#send();
    });
  }
}
