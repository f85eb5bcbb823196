import type { KickedPerson } from '../../shared/api.ts';
import type { PictureStamp } from '../../shared/events.ts';
import type { Role } from '../../shared/roles.ts';
import type { VersionStore } from '../versions/versionStore.ts';

/** What is known of a room besides its document. Only hashes of the link secrets are kept. */
export interface RoomRecord {
  id: string;
  /** ms since the Unix epoch */
  createdAt: number;
  lastVisitAt: number;
  /** raised to revoke every link and token at once */
  epoch: number;
  /** SHA-256 of each role's secret, in hex */
  secretHashes: Record<Role, string>;
  /** people whom an owner took out, the latest last */
  kicked: KickedPerson[];
  /** ms since the Unix epoch: an owner ended the session; only owners come in until one opens it again */
  endedAt: number | null;
}

/** One accepted change. `sequence` counts from 1 without gaps through a room's whole life. */
export interface UpdateRecord {
  sequence: number;
  /** who sent it, as seen on the connection */
  subject: string;
  /** Yjs update, V1 */
  update: Uint8Array;
  /** where it is the work of several people: who may claim what in it */
  ledger?: LedgerRecord;
}

/** All changes up to `sequence` in one update, and who may claim what in it. */
export interface SnapshotRecord {
  sequence: number;
  state: Uint8Array;
  ledger: LedgerRecord;
}

export interface LedgerRecord {
  /** Yjs client id → subject that first wrote with it */
  owners: [client: number, subject: string][];
  /** erased stroke id → digest of its bytes */
  erased: [strokeId: string, digest: string][];
}

export interface StoredDocument {
  snapshot: SnapshotRecord | null;
  /** after the snapshot, in order */
  updates: UpdateRecord[];
}

export interface Picture {
  stamp: PictureStamp;
  image: Uint8Array;
}

/** The last pictures at rest, so that a restart shows them at once. */
export interface PictureRecord {
  portrait: Picture;
  shadow: Picture | null;
}

/**
 * What rooms need of a store. A write's promise resolves once it is on disk; writes of one room
 * become durable in the order in which they were asked for.
 */
export interface RoomStore extends VersionStore {
  createRoom(record: RoomRecord): Promise<void>;
  /** @throws DamagedRoomError */
  readRoom(id: string): Promise<RoomRecord | null>;
  /** Replaces what is known of the room besides its document and its last visit. */
  updateRoom(record: RoomRecord): Promise<void>;
  touchRoom(id: string, lastVisitAt: number): Promise<void>;
  /** @throws DamagedRoomError (the room is set aside first) */
  loadDocument(id: string): Promise<StoredDocument>;
  appendUpdate(id: string, record: UpdateRecord): Promise<void>;
  /** Replaces all updates up to the snapshot's sequence by it, in one step. */
  compact(id: string, snapshot: SnapshotRecord): Promise<void>;
  readPicture(id: string): Promise<PictureRecord | null>;
  writePicture(id: string, record: PictureRecord): Promise<void>;
  /** Marks a damaged room, so that nobody opens it any more; its records stay as they are. */
  setAside(id: string, detail: string): Promise<void>;
  /** Deletes a room for good. */
  deleteRoom(id: string): Promise<void>;
  /** Ids of rooms whose last visit was before `time` (ms since the Unix epoch). */
  roomsUnvisitedSince(time: number): Promise<string[]>;
  /** Resolves when a write reaches the disk. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
