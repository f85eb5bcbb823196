import { MAX_LOG_LINES } from '../../shared/limits.ts';
import type { LogAct } from '../../shared/sessionLog.ts';
import { DamagedRoomError } from '../rooms/errors.ts';
import type { SessionLogStore } from '../rooms/roomStore.ts';
import { BrokenChainError, EMPTY_HEAD, type LogHead, readLine, writeLine } from './chain.ts';
import { emptySession, follow, type SessionState } from './sessionState.ts';

/** Lines kept for how a session ends: that it was closed, and what was done with it afterwards. */
const LAST_LINES = 1_000;

/** A log that was read, and what it says. */
export interface OpenedLog {
  log: SessionLog;
  session: SessionState;
}

/** One room's session log: every act is one line that names the digest of the line before. */
export class SessionLog {
  #head: LogHead;
  #written: Promise<void> = Promise.resolve();
  readonly #store: Pick<SessionLogStore, 'appendLog'>;
  readonly #room: string;
  readonly #now: () => number;

  private constructor(
    store: Pick<SessionLogStore, 'appendLog'>,
    room: string,
    now: () => number,
    head: LogHead,
  ) {
    this.#store = store;
    this.#room = room;
    this.#now = now;
    this.#head = head;
  }

  /** Reads a room's log. @throws DamagedRoomError; the room is set aside first */
  static async open(store: SessionLogStore, room: string, now: () => number): Promise<OpenedLog> {
    const session = emptySession();
    let head = EMPTY_HEAD;
    try {
      for (const line of await store.readLog(room)) {
        const [entry, next] = readLine(head, line);
        follow(session, entry);
        head = next;
      }
    } catch (error) {
      if (!(error instanceof BrokenChainError)) throw error;
      await store.setAside(room, error.message);
      throw new DamagedRoomError(error.message);
    }
    return { log: new SessionLog(store, room, now, head), session };
  }

  get head(): LogHead {
    return this.#head;
  }

  /** No room for more of the drawing: the session must be closed. */
  get full(): boolean {
    return this.#head.lines >= MAX_LOG_LINES - LAST_LINES;
  }

  /** Resolves when the lines are on disk. */
  append(who: string | null, ...acts: LogAct[]): Promise<void> {
    if (acts.length === 0) return Promise.resolve();
    const records = acts.map((act) => {
      const [line, head] = writeLine(this.#head, this.#now(), who, act);
      this.#head = head;
      return { n: head.lines, line };
    });
    const written = this.#store.appendLog(this.#room, records);
    this.#written = Promise.all([this.#written, written]).then(() => {});
    // Whoever waits for it hears of a refusal; this keeps Node from calling it unhandled meanwhile.
    this.#written.catch(() => {});
    return written;
  }

  /** Resolves when all lines are on disk. A line that could not be written makes the log refuse for good. */
  get written(): Promise<void> {
    return this.#written;
  }
}
