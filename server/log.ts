import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * Structured log lines on stdout. Tokens and link secrets are capabilities: call sites log named
 * fields only, and this list is the net below them.
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: ['token', 'secret', 'secrets', 'previous', 'req', 'headers', '*.token', '*.secret', '*.headers'],
      censor: '[removed]',
    },
  });
}
