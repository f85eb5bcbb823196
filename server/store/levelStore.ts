import type { z } from 'zod';
import { DamagedRoomError } from '../rooms/errors.ts';
import type {
  PictureRecord,
  RoomRecord,
  RoomStore,
  SnapshotRecord,
  StoredDocument,
  UpdateRecord,
} from '../rooms/roomStore.ts';
import { GroupCommit } from './groupCommit.ts';
import * as keys from './keys.ts';
import { type Database, openLevel } from './openLevel.ts';
import {
  asideSchema,
  decodeRecord,
  encodeRecord,
  pictureRecordSchema,
  RecordError,
  roomRecordSchema,
  snapshotRecordSchema,
  updateRecordSchema,
  visitSchema,
} from './records.ts';

type Operation = { type: 'put'; key: string; value: Uint8Array } | { type: 'del'; key: string };

export interface LevelStoreOptions {
  now?: () => number;
  /** after each synced write */
  onWrite?: (event: { ms: number; operations: number }) => void;
  /** something that an operator should read: a repair, a room set aside */
  onTrouble?: (message: string) => void;
}

/** The embedded store: LevelDB, every write synced, writes grouped, every record checksummed. */
export class LevelStore implements RoomStore {
  readonly #db: Database;
  readonly #commits: GroupCommit<Operation>;
  readonly #now: () => number;
  readonly #onTrouble: (message: string) => void;

  private constructor(db: Database, options: LevelStoreOptions) {
    this.#db = db;
    this.#now = options.now ?? Date.now;
    this.#onTrouble = options.onTrouble ?? (() => {});
    this.#commits = new GroupCommit(async (operations) => {
      const start = performance.now();
      await db.batch(operations, { sync: true });
      options.onWrite?.({ ms: performance.now() - start, operations: operations.length });
    });
  }

  /** @throws Error if another server holds the folder, or the disk refuses */
  static async open(folder: string, options: LevelStoreOptions = {}): Promise<LevelStore> {
    return new LevelStore(await openLevel(folder, options.onTrouble ?? (() => {})), options);
  }

  async createRoom(record: RoomRecord): Promise<void> {
    const { lastVisitAt, ...rest } = record;
    await this.#commits.add([
      put(keys.room(record.id), rest),
      put(keys.visit(record.id), { at: lastVisitAt }),
    ]);
  }

  async readRoom(id: string): Promise<RoomRecord | null> {
    const aside = await this.#read(id, keys.aside(id), asideSchema);
    if (aside) throw new DamagedRoomError(aside.detail);
    const record = await this.#read(id, keys.room(id), roomRecordSchema);
    if (!record) return null;
    const visit = await this.#read(id, keys.visit(id), visitSchema);
    return { ...record, lastVisitAt: visit?.at ?? record.createdAt };
  }

  async updateRoom({ lastVisitAt: _, ...rest }: RoomRecord): Promise<void> {
    await this.#commits.add([put(keys.room(rest.id), rest)]);
  }

  async touchRoom(id: string, lastVisitAt: number): Promise<void> {
    await this.#commits.add([put(keys.visit(id), { at: lastVisitAt })]);
  }

  async loadDocument(id: string): Promise<StoredDocument> {
    const snapshot = await this.#read(id, keys.snapshot(id), snapshotRecordSchema);
    const updates: UpdateRecord[] = [];
    let expected = (snapshot?.sequence ?? 0) + 1;
    for await (const [key, value] of this.#db.iterator(keys.updatesRange(id))) {
      const record = await this.#decode(id, value, updateRecordSchema);
      // A number too low is left over from before the snapshot; one too high means lost records.
      if (record.sequence < expected) continue;
      if (record.sequence !== expected || key !== keys.update(id, expected)) {
        throw await this.#damaged(id, `change ${expected} is missing`);
      }
      updates.push(record);
      expected++;
    }
    return { snapshot, updates };
  }

  async appendUpdate(id: string, record: UpdateRecord): Promise<void> {
    await this.#commits.add([put(keys.update(id, record.sequence), record)]);
  }

  async compact(id: string, snapshot: SnapshotRecord): Promise<void> {
    const old = await this.#db.keys(keys.updatesRange(id, snapshot.sequence)).all();
    await this.#commits.add([put(keys.snapshot(id), snapshot), ...old.map(del)]);
  }

  async readPicture(id: string): Promise<PictureRecord | null> {
    const bytes = await this.#db.get(keys.picture(id));
    if (!bytes) return null;
    try {
      return decodeRecord(bytes, pictureRecordSchema);
    } catch {
      // A picture can be drawn again, so damage to it is no damage to the room.
      return null;
    }
  }

  async writePicture(id: string, record: PictureRecord): Promise<void> {
    await this.#commits.add([put(keys.picture(id), record)]);
  }

  async setAside(id: string, detail: string): Promise<void> {
    await this.#commits.add([put(keys.aside(id), { at: this.#now(), detail })]);
    this.#onTrouble(`Room ${id} was set aside: ${detail}. Its records are untouched.`);
  }

  async deleteRoom(id: string): Promise<void> {
    const updates = await this.#db.keys(keys.updatesRange(id)).all();
    const single = [keys.room, keys.visit, keys.snapshot, keys.picture, keys.aside].map((key) => key(id));
    await this.#commits.add([...single, ...updates].map(del));
  }

  async roomsUnvisitedSince(time: number): Promise<string[]> {
    const ids: string[] = [];
    for await (const [key, value] of this.#db.iterator(keys.visitsRange())) {
      try {
        if (decodeRecord(value, visitSchema).at < time) ids.push(keys.roomOfVisit(key));
      } catch {
        // An unreadable visit is no reason to delete a room.
      }
    }
    return ids;
  }

  async ping(): Promise<void> {
    await this.#commits.add([put(keys.PING, { at: this.#now() })]);
  }

  async close(): Promise<void> {
    await this.#commits.settled();
    await this.#db.close();
  }

  async #read<T>(id: string, key: string, schema: z.ZodType<T>): Promise<T | null> {
    const bytes = await this.#db.get(key);
    return bytes ? this.#decode(id, bytes, schema) : null;
  }

  async #decode<T>(id: string, bytes: Uint8Array, schema: z.ZodType<T>): Promise<T> {
    try {
      return decodeRecord(bytes, schema);
    } catch (error) {
      if (error instanceof RecordError) throw await this.#damaged(id, error.message);
      throw error;
    }
  }

  async #damaged(id: string, detail: string): Promise<DamagedRoomError> {
    await this.setAside(id, detail);
    return new DamagedRoomError(detail);
  }
}

function put(key: string, value: object): Operation {
  return { type: 'put', key, value: encodeRecord(value) };
}

function del(key: string): Operation {
  return { type: 'del', key };
}
