import type { VersionHead } from '../../shared/versions.ts';
import { DamagedRoomError } from '../rooms/errors.ts';
import type {
  LogRecord,
  PictureRecord,
  RoomRecord,
  RoomStore,
  SessionLogStore,
  SnapshotRecord,
  StoredDocument,
  UpdateRecord,
} from '../rooms/roomStore.ts';
import type { VersionRecord } from '../versions/versionStore.ts';

interface Entry {
  record: RoomRecord;
  snapshot: SnapshotRecord | null;
  updates: UpdateRecord[];
  log: string[];
  picture: PictureRecord | null;
  aside: string | null;
  versions: Map<string, VersionRecord>;
}

/** Keeps rooms for the life of the process: for tests, and as the contract's shortest reading. */
export class MemoryStore implements RoomStore, SessionLogStore {
  readonly #rooms = new Map<string, Entry>();

  async createRoom(record: RoomRecord): Promise<void> {
    this.#rooms.set(record.id, {
      record: { ...record },
      snapshot: null,
      updates: [],
      log: [],
      picture: null,
      aside: null,
      versions: new Map(),
    });
  }

  async readRoom(id: string): Promise<RoomRecord | null> {
    const entry = this.#rooms.get(id);
    if (entry?.aside) throw new DamagedRoomError(entry.aside);
    return entry ? { ...entry.record } : null;
  }

  async changeRoom(id: string, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord | null> {
    const entry = this.#rooms.get(id);
    if (entry?.aside) throw new DamagedRoomError(entry.aside);
    if (!entry) return null;
    const { lastVisitAt } = entry.record;
    entry.record = { ...change({ ...entry.record }), lastVisitAt };
    return { ...entry.record };
  }

  async touchRoom(id: string, lastVisitAt: number): Promise<void> {
    const entry = this.#rooms.get(id);
    if (entry) entry.record.lastVisitAt = lastVisitAt;
  }

  async loadDocument(id: string): Promise<StoredDocument> {
    const entry = this.#rooms.get(id);
    return { snapshot: entry?.snapshot ?? null, updates: [...(entry?.updates ?? [])] };
  }

  async appendUpdate(id: string, record: UpdateRecord): Promise<void> {
    this.#rooms.get(id)?.updates.push(record);
  }

  async compact(id: string, snapshot: SnapshotRecord): Promise<void> {
    const entry = this.#rooms.get(id);
    if (!entry) return;
    entry.snapshot = snapshot;
    entry.updates = entry.updates.filter((update) => update.sequence > snapshot.sequence);
  }

  async readLog(id: string): Promise<string[]> {
    return [...(this.#rooms.get(id)?.log ?? [])];
  }

  async appendLog(id: string, records: readonly LogRecord[]): Promise<void> {
    this.#rooms.get(id)?.log.push(...records.map(({ line }) => line));
  }

  async readPicture(id: string): Promise<PictureRecord | null> {
    return this.#rooms.get(id)?.picture ?? null;
  }

  async writePicture(id: string, record: PictureRecord): Promise<void> {
    const entry = this.#rooms.get(id);
    if (entry) entry.picture = record;
  }

  async listVersions(id: string): Promise<VersionHead[]> {
    const heads = [...(this.#rooms.get(id)?.versions.values() ?? [])].map(({ head }) => head);
    return heads.sort((a, b) => a.at - b.at || a.version - b.version);
  }

  async readVersion(id: string, versionId: string): Promise<VersionRecord | null> {
    return this.#rooms.get(id)?.versions.get(versionId) ?? null;
  }

  async writeVersion(id: string, { head, state, portrait }: VersionRecord): Promise<VersionHead> {
    const written = { ...head, bytes: state.byteLength + (portrait?.image.byteLength ?? 0) };
    this.#rooms.get(id)?.versions.set(head.id, { head: written, state, portrait });
    return written;
  }

  async deleteVersion(id: string, versionId: string): Promise<void> {
    this.#rooms.get(id)?.versions.delete(versionId);
  }

  async setAside(id: string, detail: string): Promise<void> {
    const entry = this.#rooms.get(id);
    if (entry) entry.aside = detail;
  }

  async expireRoom(id: string, unvisitedSince: number): Promise<boolean> {
    if (!(await this.roomsUnvisitedSince(unvisitedSince)).includes(id)) return false;
    await this.deleteRoom(id);
    return true;
  }

  async deleteRoom(id: string): Promise<void> {
    this.#rooms.delete(id);
  }

  async roomsUnvisitedSince(time: number): Promise<string[]> {
    return [...this.#rooms.values()]
      .filter(({ record }) => record.lastVisitAt < time)
      .map(({ record }) => record.id);
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}
}
