import * as Y from 'yjs';

/** Two servers took in different changes under the same Yjs client and clock, which no page makes. */
export class ContradictionError extends Error {
  override name = 'ContradictionError';

  constructor() {
    super('two servers took in different changes under one number; the first in the log counts');
  }
}

/**
 * True where an update gives another content to a place (client and clock) that one of the pending updates filled. Yjs
 * would keep whichever came first at each server, for good.
 */
export function contradicts(update: Uint8Array, pending: readonly Uint8Array[]): boolean {
  if (pending.length === 0) return false;
  const taken = new Map<string, Y.Item>();
  for (const one of pending) for (const item of itemsOf(one)) taken.set(keyOf(item), item);
  return itemsOf(update).some((item) => {
    const other = taken.get(keyOf(item));
    return other !== undefined && !isSame(item, other);
  });
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
