import type { LedgerRecord, RoomRecord, SnapshotRecord, StoredDocument } from './roomStore.ts';

/** A change before it has a place in the log. */
export interface Change {
  /** who sent it, as seen on the connection */
  subject: string;
  /** Yjs update, V1 */
  update: Uint8Array;
}

/** A change that is durable, at its place. */
export interface LogEntry extends Change {
  /** counts a room's changes through its whole life */
  sequence: number;
  /** appended here; false where another server took it in */
  own: boolean;
  /** where it is the work of several people: who may claim what in it */
  ledger?: LedgerRecord;
}

/** What a room does with what its log says. */
export interface LogListener {
  /**
   * A change is durable. All servers hear all changes of a room in the same order; own ones come in the order in
   * which they were appended.
   */
  onEntry(entry: LogEntry): void;
  /** The log cannot go on: nothing later may be accepted. */
  onFailure(error: unknown): void;
  /** What stands for all changes until now, for a log that wants to be shorter. */
  snapshot(): SnapshotRecord;
  /** Another server's changes that did not come one by one: they are durable, and may be known here. */
  merge(stored: StoredDocument): void;
  /** What is known of the room, for a log that lost it. */
  record(): RoomRecord;
}

/** The changes of one room in the order that counts, for as long as the room is in memory. */
export interface RoomLog {
  /** Puts a change at the end. It comes back by `onEntry`. */
  append(change: Change): void;
  /** Resolves when nothing is being written any more, whether it went well or not; shortens where that is worth it. */
  flush(): Promise<void>;
  /** The same, without shortening. */
  readonly settled: Promise<void>;
  /** Nothing is heard of it any more. */
  close(): void;
}

/** Opens the log of a room behind what was loaded of it. */
export type OpenLog = (id: string, stored: StoredDocument, listener: LogListener) => RoomLog;

/** Sequence of the last change that was loaded. */
export function lastSequence({ snapshot, updates }: StoredDocument): number {
  return updates.at(-1)?.sequence ?? snapshot?.sequence ?? 0;
}
