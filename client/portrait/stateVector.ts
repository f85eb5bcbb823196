import * as Y from 'yjs';

/** Whether a picture's state vector includes everything of a document's. */
export function covers(picture: Uint8Array, document: Uint8Array): boolean {
  const shown = Y.decodeStateVector(picture);
  return [...Y.decodeStateVector(document)].every(([client, clock]) => (shown.get(client) ?? 0) >= clock);
}
