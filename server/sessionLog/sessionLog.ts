import type * as Y from 'yjs';
import { MAX_LOG_LINES } from '../../shared/limits.ts';
import type { LogAct, LogEntry } from '../../shared/sessionLog.ts';
import type { Room } from '../rooms/room.ts';
import type { OpenLog } from '../rooms/roomLog.ts';
import type { RoomRecord, StoredDocument } from '../rooms/roomStore.ts';
import type { LogHead } from './chain.ts';

/** Lines kept for how a session ends: that it was closed, and what was done with it afterwards. */
const LAST_LINES = 1_000;

/** No room for more of the drawing: the session must be closed. */
export const isFull = ({ lines }: LogHead): boolean => lines >= MAX_LOG_LINES - LAST_LINES;

/** What is to be written; asked again where another server's lines came in between. Nothing where there is none. */
export type Acts = readonly LogAct[] | (() => readonly LogAct[]);

export interface LogEvents {
  /** a line stands in the log, of this server or of another one */
  onLine(entry: LogEntry): void;
  /** the log has no room for more of the drawing */
  onFull(): void;
  /** a line could not be written */
  onTrouble(error: unknown): void;
}

/** A log and its drawing at one moment. */
export interface Moment<T> {
  lines: string[];
  head: LogHead;
  drawing: T;
}

/** One room's session log, while the room is in memory: every act is one line that names the digest of the line before. */
export interface SessionLog {
  /** The session is being closed, says the log, whatever the record says. */
  readonly closing: boolean;
  /** Resolves when everything asked for until now is on disk. */
  readonly written: Promise<void>;
  readonly full: boolean;
  /** The room's changes come back, and so are relayed and called stored, only when their lines are on disk too. */
  hold(openLog: OpenLog): OpenLog;
  /** What happens in the room is written down from now on. */
  attach(room: Room, events: LogEvents): void;
  /** Resolves when the lines are on disk. */
  append(who: string | null, acts: Acts): Promise<void>;
  /** Writes that the session is closed, once, behind all that was drawn. Nobody may draw any more. */
  close(by: string | null, why: 'asked' | 'log-full'): Promise<void>;
  /** Writes that somebody takes the session. @param read what they take of the drawing, of the moment at which the log ends */
  take<T>(by: string, read: (doc: Y.Doc) => T): Promise<Moment<T>>;
  /** Everything that is on disk. */
  lines(): Promise<string[]>;
}

/** Where session logs are kept. */
export interface SessionLogs {
  /** @throws DamagedRoomError; the room is set aside first */
  open(record: RoomRecord, stored: StoredDocument): Promise<SessionLog>;
}
