import { setTimeout as pause } from 'node:timers/promises';

/** ms between two looks */
const LOOK_MS = 25;

interface Patience {
  timeoutMs: number;
  /** what is waited for, for the message: "server-1 to be ready" */
  what: () => string;
}

/** Looks until it is so. What `look` throws goes on to the caller. @throws Error after the time-out */
export async function waitFor(
  look: () => Promise<boolean> | boolean,
  { timeoutMs, what }: Patience,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what()}`);
    await pause(LOOK_MS);
  }
}

/** Whether a probe of a server on loopback says yes. */
export async function isOk(port: number, path: string): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => null,
  );
  return answer?.ok ?? false;
}
