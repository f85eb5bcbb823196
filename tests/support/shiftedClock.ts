import { type Clock, systemClock } from '../../server/clock.ts';

/** The system's clock, set forward: timers run as they do, tokens grow old at once. */
export class ShiftedClock implements Clock {
  #shift = 0;

  readonly now = (): number => systemClock.now() + this.#shift;

  after(ms: number, run: () => void): () => void {
    return systemClock.after(ms, run);
  }

  jump(ms: number): void {
    this.#shift += ms;
  }
}
