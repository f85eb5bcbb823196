import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
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
import { lockFolder } from './folderLock.ts';
import { GroupCommit } from './groupCommit.ts';
import {
  asideSchema,
  encodeRecord,
  pictureRecordSchema,
  RecordError,
  roomRecordSchema,
  visitSchema,
} from './records.ts';
import { type RoomFile, RoomFolder } from './roomFolder.ts';
import { replaceFile } from './syncedFiles.ts';
import { VersionFolder } from './versionFolder.ts';

export interface FileStoreOptions {
  now?: () => number;
  /** after each synced write of changes */
  onWrite?: (event: { ms: number; operations: number }) => void;
  /** something that an operator should read: a torn write, a room set aside */
  onTrouble?: (message: string) => void;
}

type Write =
  | { type: 'append'; update: UpdateRecord }
  | { type: 'compact'; snapshot: SnapshotRecord }
  | { type: 'log'; records: readonly LogRecord[] };

interface Entry {
  folder: RoomFolder;
  commit: GroupCommit<Write>;
  /** a write failed: nothing may follow it until the room was read anew, or the changes would have a gap */
  failure: unknown;
  /** versions are written one after the other, and before the room is deleted */
  versionsWritten: Promise<unknown>;
}

/** The embedded store: a folder a room, every change synced, changes that come together in one write. */
export class FileStore implements RoomStore, SessionLogStore {
  readonly #path: string;
  readonly #unlock: () => Promise<void>;
  readonly #now: () => number;
  readonly #onWrite: NonNullable<FileStoreOptions['onWrite']>;
  readonly #onTrouble: NonNullable<FileStoreOptions['onTrouble']>;
  readonly #entries = new Map<string, Entry>();

  private constructor(path: string, unlock: () => Promise<void>, options: FileStoreOptions) {
    this.#path = path;
    this.#unlock = unlock;
    this.#now = options.now ?? Date.now;
    this.#onWrite = options.onWrite ?? (() => {});
    this.#onTrouble = options.onTrouble ?? (() => {});
  }

  /** @throws FolderLockedError */
  static async open(path: string, options: FileStoreOptions = {}): Promise<FileStore> {
    await mkdir(path, { recursive: true });
    return new FileStore(path, await lockFolder(path), options);
  }

  async createRoom({ lastVisitAt, ...room }: RoomRecord): Promise<void> {
    await this.#folder(room.id).create({ room, visit: { at: lastVisitAt } });
  }

  async readRoom(id: string): Promise<RoomRecord | null> {
    const aside = await this.#read(id, 'aside', asideSchema);
    if (aside) throw new DamagedRoomError(aside.detail);
    const record = await this.#read(id, 'room', roomRecordSchema);
    if (!record) return null;
    return { ...record, lastVisitAt: await this.#lastVisit(id, record.createdAt) };
  }

  async changeRoom(id: string, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord | null> {
    const known = await this.readRoom(id);
    if (!known) return null;
    const { lastVisitAt, ...room } = { ...change(known), lastVisitAt: known.lastVisitAt };
    await this.#folder(id).write('room', room);
    return { ...room, lastVisitAt };
  }

  async touchRoom(id: string, lastVisitAt: number): Promise<void> {
    await this.#folder(id).write('visit', { at: lastVisitAt });
  }

  async loadDocument(id: string): Promise<StoredDocument> {
    const entry = this.#entry(id);
    await entry.commit.settled();
    const reading = await entry.folder.readDocument();
    const [finding] = reading.findings;
    if (finding) throw await this.#damaged(id, finding);
    if (reading.torn) {
      await entry.folder.mend(reading);
      this.#onTrouble(`The last write to room ${id} was torn; nothing that was called stored is lost.`);
    }
    entry.failure = null;
    return { snapshot: reading.snapshot, updates: reading.updates };
  }

  async appendUpdate(id: string, update: UpdateRecord): Promise<void> {
    await this.#entry(id).commit.add([{ type: 'append', update }]);
  }

  async compact(id: string, snapshot: SnapshotRecord): Promise<void> {
    await this.#entry(id).commit.add([{ type: 'compact', snapshot }]);
  }

  async readLog(id: string): Promise<string[]> {
    const entry = this.#entry(id);
    await entry.commit.settled();
    const reading = await entry.folder.readLog();
    const [finding] = reading.findings;
    if (finding) throw await this.#damaged(id, finding);
    if (reading.torn) await entry.folder.mendLog(reading);
    return reading.lines;
  }

  async appendLog(id: string, records: readonly LogRecord[]): Promise<void> {
    await this.#entry(id).commit.add([{ type: 'log', records }]);
  }

  async readPicture(id: string): Promise<PictureRecord | null> {
    // A picture can be drawn again, so damage to it is no damage to the room.
    return this.#folder(id)
      .read('picture', pictureRecordSchema)
      .catch(() => null);
  }

  async writePicture(id: string, record: PictureRecord): Promise<void> {
    await this.#folder(id).write('picture', record);
  }

  async listVersions(id: string): Promise<VersionHead[]> {
    await this.#entry(id).versionsWritten;
    return this.#versions(id).list();
  }

  readVersion(id: string, versionId: string): Promise<VersionRecord | null> {
    return this.#versions(id).read(versionId);
  }

  writeVersion(id: string, record: VersionRecord): Promise<VersionHead> {
    return this.#afterVersions(id, () => this.#versions(id).write(record));
  }

  deleteVersion(id: string, versionId: string): Promise<void> {
    return this.#afterVersions(id, () => this.#versions(id).delete(versionId));
  }

  async setAside(id: string, detail: string): Promise<void> {
    await this.#folder(id).write('aside', { at: this.#now(), detail });
    this.#onTrouble(`Room ${id} was set aside: ${detail}. Its files are untouched; see npm run rooms.`);
  }

  async expireRoom(id: string, unvisitedSince: number): Promise<boolean> {
    if ((await this.#lastVisit(id, 0)) >= unvisitedSince) return false;
    await this.deleteRoom(id);
    return true;
  }

  async deleteRoom(id: string): Promise<void> {
    const entry = this.#entry(id);
    await Promise.all([entry.commit.settled(), entry.versionsWritten]);
    await entry.folder.delete();
    this.#entries.delete(id);
  }

  async roomsUnvisitedSince(time: number): Promise<string[]> {
    const unvisited: string[] = [];
    for (const id of await roomIdsIn(this.#path)) {
      // An unreadable visit is no reason to delete a room.
      const at = await this.#lastVisit(id, Number.POSITIVE_INFINITY);
      if (at < time) unvisited.push(id);
    }
    return unvisited;
  }

  async ping(): Promise<void> {
    await replaceFile(join(this.#path, 'ping'), encodeRecord({ at: this.#now() }));
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#entries.values()].flatMap(({ commit, versionsWritten }) => [
        commit.settled(),
        versionsWritten,
      ]),
    );
    await this.#unlock();
  }

  #folder(id: string): RoomFolder {
    return new RoomFolder(join(this.#path, id));
  }

  #versions(id: string): VersionFolder {
    return new VersionFolder(this.#folder(id).path, (damaged) =>
      this.#onTrouble(
        `Version ${damaged.id} of room ${id} cannot be read (${damaged.detail}). It was set aside; the room goes on.`,
      ),
    );
  }

  #afterVersions<T>(id: string, write: () => Promise<T>): Promise<T> {
    const entry = this.#entry(id);
    const written = entry.versionsWritten.then(write);
    entry.versionsWritten = written.catch(() => {});
    return written;
  }

  #entry(id: string): Entry {
    let entry = this.#entries.get(id);
    if (!entry) {
      const folder = this.#folder(id);
      const commit = new GroupCommit<Write>((writes) => this.#write(id, writes));
      entry = { folder, failure: null, commit, versionsWritten: Promise.resolve() };
      this.#entries.set(id, entry);
    }
    return entry;
  }

  async #write(id: string, writes: Write[]): Promise<void> {
    const entry = this.#entry(id);
    if (entry.failure) throw entry.failure;
    const start = performance.now();
    try {
      let together: UpdateRecord[] = [];
      const logged: LogRecord[] = [];
      for (const write of writes) {
        if (write.type === 'append') together.push(write.update);
        else if (write.type === 'log') logged.push(...write.records);
        else {
          await entry.folder.append(together);
          together = [];
          await entry.folder.compact(write.snapshot);
        }
      }
      await entry.folder.append(together);
      await entry.folder.appendLog(logged);
    } catch (error) {
      entry.failure = error;
      throw error;
    }
    this.#onWrite({ ms: performance.now() - start, operations: writes.length });
  }

  async #lastVisit(id: string, unknown: number): Promise<number> {
    const visit = await this.#folder(id)
      .read('visit', visitSchema)
      .catch(() => null);
    return visit?.at ?? unknown;
  }

  async #read<T>(id: string, name: RoomFile, schema: z.ZodType<T>): Promise<T | null> {
    try {
      return await this.#folder(id).read(name, schema);
    } catch (error) {
      if (error instanceof RecordError) {
        throw await this.#damaged(id, `its ${name} cannot be read: ${error.message}`);
      }
      throw error;
    }
  }

  async #damaged(id: string, detail: string): Promise<DamagedRoomError> {
    // On a full disk it cannot be marked, and is found damaged again the next time.
    await this.setAside(id, detail).catch((error) => this.#onTrouble(`Room ${id}: ${detail}; ${error}`));
    return new DamagedRoomError(detail);
  }
}

/** Ids of all rooms in a store's folder. */
export async function roomIdsIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
