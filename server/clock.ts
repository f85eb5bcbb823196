/** Time as a parameter, so that tests turn the hands themselves. */
export interface Clock {
  /** ms since the Unix epoch; may be passed on by itself */
  readonly now: () => number;
  /** Runs once, `ms` from now; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** Timers do not keep the process alive: open sockets do. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
