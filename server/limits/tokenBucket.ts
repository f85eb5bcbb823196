/** A token bucket: `capacity` at once, `perSecond` in the long run. */
export interface Rate {
  capacity: number;
  perSecond: number;
}

export class TokenBucket {
  #tokens: number;
  #at: number;
  readonly #rate: Rate;
  readonly #now: () => number;

  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
    this.#tokens = rate.capacity;
    this.#at = now();
  }

  /** Takes `cost` tokens if they are there. */
  take(cost = 1): boolean {
    this.#refill();
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Takes what something has cost, into debt where it must: `take` says no until that is paid. */
  charge(cost: number): void {
    this.#refill();
    this.#tokens -= cost;
  }

  /** ms until `cost` tokens are there; 0 when they are now */
  waitMs(cost = 1): number {
    this.#refill();
    return Math.max(0, Math.ceil(((cost - this.#tokens) / this.#rate.perSecond) * 1000));
  }

  get full(): boolean {
    this.#refill();
    return this.#tokens >= this.#rate.capacity;
  }

  #refill(): void {
    const now = this.#now();
    // A clock that was set back must not take tokens away.
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + (passed / 1000) * this.#rate.perSecond);
  }
}
