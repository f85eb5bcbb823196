import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import { offlineName } from './offlineName.ts';

/** ms that opening the offline copy may hold up a room; some browsers block IndexedDB without an answer */
const OPEN_TIMEOUT_MS = 2_000;

/** The document as this browser keeps it, so that offline edits survive a reload. */
export interface OfflineCopy {
  /** deletes what is kept */
  discard(): Promise<void>;
}

/**
 * Loads the offline copy of a room into a document and keeps it up to date.
 * @returns null where the browser keeps nothing (private mode, storage forbidden)
 */
export async function openOfflineCopy(roomId: string, doc: Y.Doc): Promise<OfflineCopy | null> {
  try {
    const persistence = new IndexeddbPersistence(offlineName(roomId), doc);
    const opened = await Promise.race([
      persistence._db.then(() => persistence.whenSynced).then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), OPEN_TIMEOUT_MS)),
    ]);
    return opened ? { discard: () => persistence.clearData() } : null;
  } catch {
    return null;
  }
}
