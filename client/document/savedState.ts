import { type Readable, writable } from 'svelte/store';
import * as Y from 'yjs';
import { OpenDeletions } from './openDeletions.ts';

/** Whether everything this person did is on the server's disk. */
export type Saved = 'saved' | 'unsaved';

/**
 * Compares what was done here with what the server says is stored; y-websocket has no acknowledgement of
 * its own. What was added counts as saved by the server's `stored`. Its state vector knows nothing of
 * erasures: these count as saved once the document socket brings them back, which happens after the write.
 */
export class SavedState {
  readonly state: Readable<Saved>;
  private readonly published = writable<Saved>('saved');
  private readonly stored = new Map<number, number>();
  /** clients whose work only we may hold: this session, and what the offline copy brought */
  private readonly own: Set<number>;
  private readonly erasures = new OpenDeletions();

  constructor(private readonly doc: Y.Doc) {
    this.state = this.published;
    this.own = new Set([doc.clientID]);
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (!transaction.local) return;
      this.erasures.add(transaction.deleteSet);
      this.publish();
    });
  }

  /** The offline copy is in: what it holds may never have reached the server. */
  offlineCopyLoaded(): void {
    for (const client of Y.decodeStateVector(Y.encodeStateVector(this.doc)).keys()) this.own.add(client);
    this.erasures.add(Y.createDeleteSetFromStructStore(this.doc.store));
    this.publish();
  }

  /** @param stateVector of the server's `stored` event */
  serverStored(stateVector: Uint8Array): void {
    for (const [client, clock] of Y.decodeStateVector(stateVector)) {
      this.stored.set(client, Math.max(clock, this.stored.get(client) ?? 0));
    }
    this.publish();
  }

  /** @param update from the server's document: it sends only what is on its disk */
  serverSent(update: Uint8Array): void {
    if (this.erasures.none) return;
    this.erasures.settle(Y.decodeUpdate(update).ds);
    this.publish();
  }

  /** First clock of a client that the server has not confirmed. */
  storedClock(client: number): number {
    return this.stored.get(client) ?? 0;
  }

  private publish(): void {
    const local = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    const open = [...this.own].some((client) => (local.get(client) ?? 0) > this.storedClock(client));
    this.published.set(open || !this.erasures.none ? 'unsaved' : 'saved');
  }
}
