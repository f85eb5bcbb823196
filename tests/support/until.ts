import { setTimeout as pause } from 'node:timers/promises';

/** ms between two looks */
const INTERVAL_MS = 50;

type Nothing = null | undefined | false;

interface Patience {
  /** ms */
  timeout: number;
  /** while what it tells changes, the time-out starts anew */
  progress?: () => string;
  message: () => string;
}

/**
 * Looks again and again until there is something, and returns it.
 * @param look returns a falsy value while there is nothing; a refused connection counts as nothing
 * @throws Error with the message, after the time-out
 */
export async function until<T>(
  look: () => Promise<T | Nothing> | T | Nothing,
  { timeout, progress, message }: Patience,
): Promise<T> {
  let deadline = Date.now() + timeout;
  let progressed = progress?.();
  for (;;) {
    const seen = await orNothing(look);
    if (seen) return seen;
    const now = progress?.();
    if (now !== progressed) deadline = Date.now() + timeout;
    progressed = now;
    if (Date.now() > deadline) throw new Error(message());
    await pause(INTERVAL_MS);
  }
}

async function orNothing<T>(look: () => Promise<T | Nothing> | T | Nothing): Promise<T | Nothing> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof TypeError && error.message === 'fetch failed') return null;
    throw error;
  }
}
