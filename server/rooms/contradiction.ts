import * as Y from 'yjs';

/** Two servers took in different changes under the same Yjs client and clock, which no page makes. */
export class ContradictionError extends Error {
  override name = 'ContradictionError';

  constructor() {
    super('two servers took in different changes under one number; the first in the log counts');
  }
}

/**
 * The places (client and clock) that changes filled which are accepted here and not in the log yet, first in, first out. Another
 * server's change that gives one of them another content contradicts: Yjs would keep whichever came first at each server,
 * for good.
 */
export class PendingPlaces {
  /** changes are only looked into when another server's come, so alone this costs nothing */
  #changes: { update: Uint8Array; items: Y.Item[] | null }[] = [];
  readonly #taken = new Map<string, Y.Item>();

  add(update: Uint8Array): void {
    this.#changes.push({ update, items: null });
  }

  /** The first change has come back from the log. */
  shift(): void {
    for (const item of this.#changes.shift()?.items ?? []) this.#taken.delete(keyOf(item));
  }

  clear(): void {
    this.#changes = [];
    this.#taken.clear();
  }

  /** @param update that another server took in */
  contradictedBy(update: Uint8Array): boolean {
    if (this.#changes.length === 0) return false;
    this.#lookInto();
    return itemsOf(update).some((item) => {
      const other = this.#taken.get(keyOf(item));
      return other !== undefined && !isSame(item, other);
    });
  }

  /** Each change once: while Redis is away many may wait. */
  #lookInto(): void {
    for (let i = this.#changes.length - 1; i >= 0; i--) {
      const change = this.#changes[i];
      if (!change || change.items) return;
      change.items = itemsOf(change.update);
      for (const item of change.items) this.#taken.set(keyOf(item), item);
    }
  }
}

function itemsOf(update: Uint8Array): Y.Item[] {
  return Y.decodeUpdate(update).structs.filter((struct) => struct instanceof Y.Item);
}

const keyOf = ({ id }: Y.Item) => `${id.client} ${id.clock}`;

/** The same entry; what was erased meanwhile has lost its content. */
function isSame(a: Y.Item, b: Y.Item): boolean {
  if (a.content instanceof Y.ContentDeleted || b.content instanceof Y.ContentDeleted) return true;
  return (
    a.content.constructor === b.content.constructor &&
    a.length === b.length &&
    originOf(a) === originOf(b) &&
    contentOf(a) === contentOf(b)
  );
}

function originOf({ origin, parent, parentSub }: Y.Item): string {
  return origin ? `${origin.client} ${origin.clock}` : `${parent} ${parentSub}`;
}

function contentOf({ content }: Y.Item): string {
  if (content instanceof Y.ContentBinary) return Buffer.from(content.content).toString('base64');
  return JSON.stringify(content.getContent());
}
