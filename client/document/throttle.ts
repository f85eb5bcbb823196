/** `setTimeout` and `clearTimeout`, so that tests need no waiting. */
export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

export const browserTimers: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/**
 * Runs at once, then at most every `ms` while calls keep coming, the last call always included.
 * @returns the throttled call, with `flush` to run what waits now
 */
export function throttle(run: () => void, ms: number, timers: Timers = browserTimers) {
  let waiting = false;
  let handle: unknown = null;
  const open = () => {
    handle = null;
    if (!waiting) return;
    waiting = false;
    fire();
  };
  const fire = () => {
    run();
    handle = timers.set(open, ms);
  };
  const call = () => {
    if (handle === null) fire();
    else waiting = true;
  };
  const flush = () => {
    if (handle !== null) timers.clear(handle);
    handle = null;
    if (waiting) run();
    waiting = false;
  };
  return Object.assign(call, { flush });
}
