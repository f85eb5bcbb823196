import { EventEmitter } from 'node:events';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { Ledger } from './ledger.ts';
import { Members } from './members.ts';
import type { RoomRecord, RoomStore, StoredDocument } from './roomStore.ts';

/** Changes after which the stored updates become one snapshot: a load replays at most these. */
const COMPACT_AFTER_UPDATES = 200;
/** Bytes of stored updates after which that happens too. */
const COMPACT_AFTER_BYTES = 512 * 1024;

export interface AcceptedChange {
  /** the room's document version after it */
  version: number;
  subject: string;
  /** Yjs update, V1 */
  update: Uint8Array;
  /** whatever the caller of `accept` passed, so that it knows its own changes */
  origin: unknown;
}

interface RoomEvents {
  /** about to be applied to the live document, which is as it was before */
  accepting: [update: Uint8Array];
  /** applied to the live document, not on disk yet */
  accepted: [AcceptedChange];
  /** on disk; events come in the order of acceptance */
  stored: [AcceptedChange];
  /** the store could not write: nothing later may be accepted */
  failed: [unknown];
  /** the room left memory */
  closed: [];
}

export interface RoomOptions {
  store: RoomStore;
  maxPeople: number;
  now: () => number;
}

/** One room in memory: the live document and what must stay in step with it. */
export class Room extends EventEmitter<RoomEvents> {
  readonly id: string;
  /** replaced when the links are withdrawn */
  record: RoomRecord;
  readonly doc = new Y.Doc();
  readonly ledger: Ledger;
  readonly members: Members;
  /** counts accepted changes through the room's whole life */
  version: number;
  /** state vector of everything that is on disk */
  storedStateVector: Uint8Array;
  /** ms since the Unix epoch: when the room was last found or made empty */
  idleSince: number;

  readonly #store: RoomStore;
  #strokeCount: number;
  #bytes: number;
  #updatesSinceSnapshot: number;
  #bytesSinceSnapshot: number;
  #durable: Promise<void> = Promise.resolve();
  #failed = false;

  /** @throws Error if the stored bytes are no Yjs updates (the caller sets the room aside) */
  constructor(record: RoomRecord, stored: StoredDocument, options: RoomOptions) {
    super();
    this.setMaxListeners(0);
    this.id = record.id;
    this.record = record;
    this.#store = options.store;
    this.ledger = new Ledger(stored.snapshot?.ledger);
    this.ledger.watch(this.doc);
    this.members = new Members(options.maxPeople, () => {
      this.idleSince = options.now();
    });
    if (stored.snapshot) Y.applyUpdate(this.doc, stored.snapshot.state, this);
    for (const { update, subject } of stored.updates) {
      Y.applyUpdate(this.doc, update, this);
      this.ledger.claimClientsOf(update, subject);
    }
    this.version = stored.updates.at(-1)?.sequence ?? stored.snapshot?.sequence ?? 0;
    this.storedStateVector = Y.encodeStateVector(this.doc);
    this.idleSince = options.now();
    this.#strokeCount = strokesOf(this.doc).size;
    this.#bytes = Y.encodeStateAsUpdate(this.doc).byteLength;
    this.#updatesSinceSnapshot = stored.updates.length;
    this.#bytesSinceSnapshot = stored.updates.reduce((sum, { update }) => sum + update.byteLength, 0);
    strokesOf(this.doc).observe((event) => {
      for (const { action } of event.changes.keys.values()) {
        if (action === 'add') this.#strokeCount++;
        if (action === 'delete') this.#strokeCount--;
      }
    });
  }

  get strokeCount(): number {
    return this.#strokeCount;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Bytes of the document. Kept as a running sum; measured anew only when it would break the limit. */
  bytesWith(more: number, limit: number): number {
    if (this.#bytes + more > limit) this.#bytes = Y.encodeStateAsUpdate(this.doc).byteLength;
    return this.#bytes + more;
  }

  /** Applies a checked update to the live document and stores it. */
  accept(update: Uint8Array, subject: string, origin: unknown): void {
    if (this.#failed) return;
    this.emit('accepting', update);
    Y.applyUpdate(this.doc, update, origin);
    this.ledger.claimClientsOf(update, subject);
    const change: AcceptedChange = { version: ++this.version, subject, update, origin };
    const stateVector = Y.encodeStateVector(this.doc);
    this.#bytes += update.byteLength;
    this.emit('accepted', change);
    this.#write(this.#store.appendUpdate(this.id, { sequence: change.version, subject, update }), () => {
      this.storedStateVector = stateVector;
      this.emit('stored', change);
    });
    this.#updatesSinceSnapshot++;
    this.#bytesSinceSnapshot += update.byteLength;
    if (
      this.#updatesSinceSnapshot >= COMPACT_AFTER_UPDATES ||
      this.#bytesSinceSnapshot >= COMPACT_AFTER_BYTES
    ) {
      this.#compact();
    }
  }

  /** Runs once everything accepted until now is on disk: at once when it is, and always in order. */
  whenStored(run: () => void): void {
    this.#write(Promise.resolve(), run);
  }

  /** Resolves when all that was accepted is on disk, in a snapshot where that is worth it. */
  async flush(): Promise<void> {
    if (this.#updatesSinceSnapshot > 0 && !this.#failed) this.#compact();
    await this.#durable;
  }

  /** Resolves when nothing is being written any more, whether it went well or not. */
  get settled(): Promise<void> {
    return this.#durable;
  }

  /** Called by the registry once the room has left memory. */
  close(): void {
    this.emit('closed');
    this.removeAllListeners();
    this.doc.destroy();
  }

  #compact(): void {
    const snapshot = {
      sequence: this.version,
      state: Y.encodeStateAsUpdate(this.doc),
      ledger: this.ledger.toRecord(),
    };
    this.#updatesSinceSnapshot = 0;
    this.#bytesSinceSnapshot = 0;
    this.#bytes = snapshot.state.byteLength;
    this.#write(this.#store.compact(this.id, snapshot), () => {});
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
        this.emit('failed', error);
      });
    // The chain above handles a refusal; this keeps Node from calling it unhandled meanwhile.
    written.catch(() => {});
  }
}
