import type { VersionHead } from '../../shared/versions.ts';
import type { Picture } from '../rooms/roomStore.ts';

/** One kept state of a room: the whole document (Yjs update, V1) and the portrait that belongs to it. */
export interface VersionRecord {
  head: VersionHead;
  state: Uint8Array;
  portrait: Picture | null;
}

/** What versions need of a store. A damaged version is set aside alone: it is not listed and reads as null. */
export interface VersionStore {
  /** oldest first */
  listVersions(roomId: string): Promise<VersionHead[]>;
  readVersion(roomId: string, versionId: string): Promise<VersionRecord | null>;
  /** Writes or replaces; resolves once it is on disk. @returns the head with its size on disk */
  writeVersion(roomId: string, record: VersionRecord): Promise<VersionHead>;
  deleteVersion(roomId: string, versionId: string): Promise<void>;
}
