import { type Readable, writable } from 'svelte/store';
import * as Y from 'yjs';

/** Whether everything this person did is on the server's disk. */
export type Saved = 'saved' | 'unsaved';

/**
 * Compares what was done here with what the server says is stored. Only the server's `stored` counts;
 * y-websocket has no acknowledgement of its own.
 *
 * A state vector counts insertions only, so an erasure is taken for stored with the first `stored`
 * after it was sent.
 */
export class SavedState {
  readonly state: Readable<Saved>;
  private readonly published = writable<Saved>('saved');
  private readonly stored = new Map<number, number>();
  /** clients whose work only we may hold: this session, and what the offline copy brought */
  private readonly own: Set<number>;
  private erasure: 'none' | 'unsent' | 'sent' = 'none';
  private connected = false;

  constructor(private readonly doc: Y.Doc) {
    this.state = this.published;
    this.own = new Set([doc.clientID]);
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (!transaction.local) return;
      if (transaction.deleteSet.clients.size > 0) this.erasure = this.connected ? 'sent' : 'unsent';
      this.publish();
    });
  }

  /** The offline copy is in: what it holds may never have reached the server. */
  offlineCopyLoaded(): void {
    for (const client of Y.decodeStateVector(Y.encodeStateVector(this.doc)).keys()) this.own.add(client);
    this.publish();
  }

  /** Both sides have sent each other what they lacked. */
  synced(): void {
    this.connected = true;
    if (this.erasure === 'unsent') this.erasure = 'sent';
  }

  disconnected(): void {
    this.connected = false;
    if (this.erasure === 'sent') this.erasure = 'unsent';
  }

  /** @param stateVector of the server's `stored` event */
  serverStored(stateVector: Uint8Array): void {
    for (const [client, clock] of Y.decodeStateVector(stateVector)) {
      this.stored.set(client, Math.max(clock, this.stored.get(client) ?? 0));
    }
    if (this.erasure === 'sent') this.erasure = 'none';
    this.publish();
  }

  /** First clock of a client that the server has not confirmed. */
  storedClock(client: number): number {
    return this.stored.get(client) ?? 0;
  }

  private publish(): void {
    const local = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    const open = [...this.own].some((client) => (local.get(client) ?? 0) > this.storedClock(client));
    this.published.set(open || this.erasure !== 'none' ? 'unsaved' : 'saved');
  }
}
