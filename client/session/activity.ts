/** ms without any input after which a person counts as idle */
const IDLE_AFTER_MS = 60_000;
const CHECK_MS = 5_000;

/**
 * Tells when this person falls idle (no input, or the page is hidden) and wakes again.
 * @returns a function that stops watching
 */
export function watchActivity(
  page: Document,
  now: () => number,
  onChange: (idle: boolean) => void,
): () => void {
  let lastInput = now();
  let idle = false;
  const check = () => {
    const next = page.hidden || now() - lastInput > IDLE_AFTER_MS;
    if (next === idle) return;
    idle = next;
    onChange(idle);
  };
  const input = () => {
    lastInput = now();
    if (idle) check();
  };
  const stop = new AbortController();
  const options = { passive: true, capture: true, signal: stop.signal };
  for (const type of ['pointermove', 'pointerdown', 'keydown']) page.addEventListener(type, input, options);
  page.addEventListener('visibilitychange', check, options);
  const timer = setInterval(check, CHECK_MS);
  return () => {
    clearInterval(timer);
    stop.abort();
  };
}
