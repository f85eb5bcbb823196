import type { KickedPerson } from '../../shared/api.ts';
import type { PictureStamp } from '../../shared/events.ts';
import type { LinkName } from '../../shared/roles.ts';
import type { RoomKind } from '../../shared/roomKinds.ts';
import type { RoomLabels } from '../../shared/semantics/labelNews.ts';
import type { VersionStore } from '../versions/versionStore.ts';
import type { RoomFamily } from './roomFamily.ts';

/** What is known of a room besides its document. Only hashes of the link secrets are kept. */
export interface RoomRecord {
  id: string;
  kind: RoomKind;
  /** ms since the Unix epoch */
  createdAt: number;
  lastVisitAt: number;
  /** raised to revoke every link and token at once */
  epoch: number;
  /** SHA-256 of each link's secret, in hex */
  secretHashes: Record<LinkName, string>;
  /** people whom an owner took out, the latest last */
  kicked: KickedPerson[];
  /** ms since the Unix epoch: an owner ended the session; only owners come in until one opens it again */
  endedAt: number | null;
  /** ms since the Unix epoch: from then on nobody changes the drawing, for good; null while the room is open */
  closedAt: number | null;
  /** its relatives; a room that never had any lacks it */
  family?: RoomFamily;
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

/** One line of a session log. `n` counts from 1 without gaps. */
export interface LogRecord {
  n: number;
  line: string;
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

/** The last pictures at rest and what was understood of the drawing, so that a restart shows them at once. */
export interface PictureRecord {
  portrait: Picture;
  shadow: Picture | null;
  /** absent: the network of the time told nothing */
  labels?: RoomLabels;
}

/**
 * What rooms need of a store. A write's promise resolves once it is on disk; writes of one room
 * become durable in the order in which they were asked for.
 */
export interface RoomStore extends VersionStore {
  createRoom(record: RoomRecord): Promise<void>;
  /** @throws DamagedRoomError */
  readRoom(id: string): Promise<RoomRecord | null>;
  /**
   * Changes what is known of the room besides its document and its last visit, as one step: `change` gets what stands there,
   * and is asked again where another server was quicker.
   * @returns what is known now; null where there is no such room
   * @throws DamagedRoomError
   */
  changeRoom(id: string, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord | null>;
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
  /** The same, unless somebody visited it at that time or later. @returns whether it was deleted */
  expireRoom(id: string, unvisitedSince: number): Promise<boolean>;
  /** Ids of rooms whose last visit was before `time` (ms since the Unix epoch). */
  roomsUnvisitedSince(time: number): Promise<string[]>;
  /** Resolves when a write reaches the disk. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What session logs need of a store: of one that a server holds alone, or where they are copied. */
export interface SessionLogStore {
  /** @throws DamagedRoomError (the room is set aside first): a log with gaps proves nothing */
  readLog(id: string): Promise<string[]>;
  appendLog(id: string, records: readonly LogRecord[]): Promise<void>;
  setAside(id: string, detail: string): Promise<void>;
}
