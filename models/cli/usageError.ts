/** The command line itself is wrong; the message is one sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Exit code of every command whose input or usage was wrong. */
export const EXIT_WRONG_USE = 2;
