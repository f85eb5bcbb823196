import { setTimeout as pause } from 'node:timers/promises';

/** ms between two looks */
const INTERVAL_MS = 50;

type Nothing = null | undefined | false;

/**
 * Looks again and again until there is something, and returns it.
 * @param look returns a falsy value while there is nothing; a refused connection counts as nothing
 * @throws Error with the message, after the time-out
 */
export async function until<T>(
  look: () => Promise<T | Nothing> | T | Nothing,
  { timeout, message }: { timeout: number; message: () => string },
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const seen = await orNothing(look);
    if (seen) return seen;
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
