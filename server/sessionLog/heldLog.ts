import type { LogEntry, OpenLog, RoomLog } from '../rooms/roomLog.ts';

/** What must be on disk too before a change comes back. */
export interface Holding {
  /** resolves when everything asked for until now is written; rejects where it could not be */
  readonly written: Promise<void>;
}

/** A room's changes come back, and so are relayed and called stored, only when what was noted of them is on disk too. */
export function heldLog(openLog: OpenLog, holding: Holding): OpenLog {
  return (id, stored, listener) => {
    let held: Promise<void> = Promise.resolve();
    const onEntry = (entry: LogEntry) => {
      held = held
        .then(() => holding.written)
        .then(() => listener.onEntry(entry))
        .catch((error: unknown) => listener.onFailure(error));
    };
    const log = openLog(id, stored, { ...listener, onEntry });
    const after = (inner: Promise<void>) => inner.then(() => held).then(() => holding.written);
    return {
      append: (change) => log.append(change),
      flush: () => after(log.flush()),
      get settled() {
        return after(log.settled);
      },
      close: () => log.close(),
    } satisfies RoomLog;
  };
}
