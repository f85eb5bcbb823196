import * as Y from 'yjs';
import type { Ledger } from './ledger.ts';
import type { StoredDocument } from './roomStore.ts';

/**
 * Applies what is stored of a document. What is in it already changes nothing.
 * @throws Error where the bytes are no Yjs updates
 */
export function replay(
  { snapshot, updates }: StoredDocument,
  doc: Y.Doc,
  ledger: Ledger,
  origin: unknown,
): void {
  if (snapshot) {
    ledger.merge(snapshot.ledger);
    Y.applyUpdate(doc, snapshot.state, origin);
  }
  for (const { update, subject, ledger: others } of updates) {
    if (others) ledger.merge(others);
    Y.applyUpdate(doc, update, origin);
    ledger.claimClientsOf(update, subject);
  }
}
