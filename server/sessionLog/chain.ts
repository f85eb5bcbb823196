import { createHash } from 'node:crypto';
import { FIRST_PREVIOUS, type LogAct, type LogEntry, logEntrySchema } from '../../shared/sessionLog.ts';

/** SHA-256 in hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Where a log ends: how many lines, and the digest of the last one. */
export interface LogHead {
  lines: number;
  digest: string;
  /** ms since the Unix epoch: of the last line */
  at: number;
}

export const EMPTY_HEAD: LogHead = { lines: 0, digest: FIRST_PREVIOUS, at: 0 };

/** A line that does not continue the log before it. */
export class BrokenChainError extends Error {
  override name = 'BrokenChainError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** The next line, and the head with it. A clock that was set back does not set the log back. */
export function writeLine(head: LogHead, now: number, who: string | null, act: LogAct): [string, LogHead] {
  const at = Math.max(now, head.at);
  const entry: LogEntry = { n: head.lines + 1, at, who, ...act, previous: head.digest };
  const line = JSON.stringify(entry);
  return [line, { lines: entry.n, digest: sha256(line), at }];
}

/** @throws BrokenChainError in one sentence that names the line */
export function readLine(head: LogHead, line: string): [LogEntry, LogHead] {
  const number = head.lines + 1;
  const broken = (why: string) => new BrokenChainError(number, `Log line ${number} ${why}.`);
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw broken('is not JSON');
  }
  const parsed = logEntrySchema.safeParse(json);
  if (!parsed.success) throw broken('is no entry of a session log');
  const entry = parsed.data;
  if (entry.n !== number)
    throw broken(`says that it is line ${entry.n}: lines are missing, doubled or out of order`);
  if (entry.previous !== head.digest) {
    throw broken(
      number === 1
        ? 'is not a first line'
        : `does not continue line ${head.lines}: one of the two was changed`,
    );
  }
  if (entry.at < head.at) throw broken(`is earlier than line ${head.lines}`);
  if ((entry.what === 'opened') !== (number === 1)) throw broken('opens the session in the wrong place');
  return [entry, { lines: number, digest: sha256(line), at: entry.at }];
}
