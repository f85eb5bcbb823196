import { type Change, type LogListener, lastSequence, type OpenLog, type RoomLog } from './roomLog.ts';
import type { RoomStore, StoredDocument } from './roomStore.ts';

/** Changes after which the stored updates become one snapshot: a load replays at most these. */
const COMPACT_AFTER_UPDATES = 200;
/** Bytes of stored updates after which that happens too. */
const COMPACT_AFTER_BYTES = 512 * 1024;

/** The log of a room that only this server has: its order is that of acceptance. */
class LocalLog implements RoomLog {
  readonly #store: Pick<RoomStore, 'appendUpdate' | 'compact'>;
  readonly #id: string;
  readonly #listener: LogListener;
  #sequence: number;
  #updatesSinceSnapshot: number;
  #bytesSinceSnapshot: number;
  #durable: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(
    store: Pick<RoomStore, 'appendUpdate' | 'compact'>,
    id: string,
    stored: StoredDocument,
    listener: LogListener,
  ) {
    this.#store = store;
    this.#id = id;
    this.#listener = listener;
    this.#sequence = lastSequence(stored);
    this.#updatesSinceSnapshot = stored.updates.length;
    this.#bytesSinceSnapshot = stored.updates.reduce((sum, { update }) => sum + update.byteLength, 0);
  }

  append(change: Change): void {
    const record = { sequence: ++this.#sequence, ...change };
    this.#write(this.#store.appendUpdate(this.#id, record), () =>
      this.#listener.onEntry({ ...record, own: true }),
    );
    this.#updatesSinceSnapshot++;
    this.#bytesSinceSnapshot += change.update.byteLength;
    if (
      this.#updatesSinceSnapshot >= COMPACT_AFTER_UPDATES ||
      this.#bytesSinceSnapshot >= COMPACT_AFTER_BYTES
    ) {
      this.#compact();
    }
  }

  async flush(): Promise<void> {
    if (this.#updatesSinceSnapshot > 0 && !this.#failed) this.#compact();
    await this.#durable;
  }

  get settled(): Promise<void> {
    return this.#durable;
  }

  close(): void {}

  #compact(): void {
    this.#updatesSinceSnapshot = 0;
    this.#bytesSinceSnapshot = 0;
    this.#write(this.#store.compact(this.#id, this.#listener.snapshot()), () => {});
  }

  #write(written: Promise<void>, after: () => void): void {
    this.#durable = this.#durable
      .then(() => written)
      .then(() => {
        if (!this.#failed) after();
      })
      .catch((error: unknown) => {
        if (this.#failed) return;
        this.#failed = true;
        this.#listener.onFailure(error);
      });
    // The chain above handles a refusal; this keeps Node from calling it unhandled meanwhile.
    written.catch(() => {});
  }
}

/** Logs that write to a store of this server's own. */
export function localLogs(store: Pick<RoomStore, 'appendUpdate' | 'compact'>): OpenLog {
  return (id, stored, listener) => new LocalLog(store, id, stored, listener);
}
