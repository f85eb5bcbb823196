import * as Y from 'yjs';

/** How far each Yjs client's changes are on disk. */
export class StoredClocks {
  readonly #clocks: Map<number, number>;
  #encoded: Uint8Array | null = null;

  /** @param doc all of it is on disk */
  constructor(doc: Y.Doc) {
    this.#clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
  }

  /** The update, which builds on nothing but what was covered before, is on disk too. */
  cover(update: Uint8Array): void {
    for (const struct of Y.decodeUpdate(update).structs) {
      if (struct instanceof Y.Skip) continue;
      const { id, length } = struct;
      const end = id.clock + length;
      if (end > (this.#clocks.get(id.client) ?? 0)) this.#clocks.set(id.client, end);
    }
    this.#encoded = null;
  }

  /** As a Yjs state vector. */
  encode(): Uint8Array {
    this.#encoded ??= Y.encodeStateVector(this.#clocks);
    return this.#encoded;
  }
}
