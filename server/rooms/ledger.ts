import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import type { LedgerRecord } from './roomStore.ts';

/** Erased strokes remembered, so that undoing an erase can be told from forging a stroke. */
const MAX_ERASED = 20_000;
/** Hex characters of a stroke's digest: 128 bits of SHA-256. */
const DIGEST_LENGTH = 32;

/** What a room must remember of its past to judge authorship; the document itself forgets it. */
export class Ledger {
  readonly #owners: Map<number, string>;
  readonly #erased: Map<string, string>;
  /** clients that are here and have not written yet; not stored */
  readonly #present = new Map<number, string>();

  constructor(record: LedgerRecord = { owners: [], erased: [] }) {
    this.#owners = new Map(record.owners);
    this.#erased = new Map(record.erased);
  }

  /** Records every stroke that leaves `doc` from now on. */
  watch(doc: Y.Doc): void {
    strokesOf(doc).observe((event) => {
      for (const [id, change] of event.changes.keys) {
        if (change.action === 'delete' && change.oldValue instanceof Uint8Array) {
          this.#remember(id, strokeDigest(change.oldValue));
        }
      }
    });
  }

  /** The person who first wrote, or is here, with this Yjs client id: nobody else may continue it. */
  ownerOf(client: number): string | null {
    return this.#owners.get(client) ?? this.#present.get(client) ?? null;
  }

  /** The client shows presence, so it belongs to this person before it has written anything. */
  meet(client: number, subject: string): void {
    this.#present.set(client, subject);
  }

  part(client: number): void {
    this.#present.delete(client);
  }

  claim(client: number, subject: string): void {
    if (!this.#owners.has(client)) this.#owners.set(client, subject);
  }

  /** Takes over what another server, or an earlier time, knew. */
  merge({ owners, erased }: LedgerRecord): void {
    for (const [client, subject] of owners) this.claim(client, subject);
    for (const [id, digest] of erased) if (!this.#erased.has(id)) this.#erased.set(id, digest);
  }

  /** Claims the clients of an accepted update for the person who sent it. */
  claimClientsOf(update: Uint8Array, subject: string): void {
    for (const struct of Y.decodeUpdate(update).structs) this.claim(struct.id.client, subject);
  }

  /** True when the room once had this very stroke. */
  hadStroke(id: string, bytes: Uint8Array): boolean {
    return this.#erased.get(id) === strokeDigest(bytes);
  }

  /** True when a stroke of this id was erased. */
  hadStrokeCalled(id: string): boolean {
    return this.#erased.has(id);
  }

  /** True when the room once had another stroke of this id. */
  hadOtherStroke(id: string, bytes: Uint8Array): boolean {
    const digest = this.#erased.get(id);
    return digest !== undefined && digest !== strokeDigest(bytes);
  }

  toRecord(): LedgerRecord {
    return { owners: [...this.#owners], erased: [...this.#erased] };
  }

  #remember(id: string, digest: string): void {
    this.#erased.delete(id);
    this.#erased.set(id, digest);
    if (this.#erased.size > MAX_ERASED) {
      const oldest = this.#erased.keys().next();
      if (!oldest.done) this.#erased.delete(oldest.value);
    }
  }
}

function strokeDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, DIGEST_LENGTH);
}
