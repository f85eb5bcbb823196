import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotRecord } from '../rooms/roomStore.ts';
import { decodeRecord, encodeRecord, snapshotRecordSchema } from '../store/records.ts';
import { replaceFile } from '../store/syncedFiles.ts';

/** Where the snapshots of rooms lie whose changes are in Redis. */
export interface SnapshotShelf {
  /** Puts a snapshot where it stays. @returns what goes to Redis, in the step that makes it the room's */
  put(room: string, snapshot: SnapshotRecord): Promise<Uint8Array>;
  /**
   * @param inRedis what Redis has
   * @returns null where there is none of that sequence
   * @throws RecordError
   */
  get(room: string, sequence: number, inRedis: Uint8Array): Promise<SnapshotRecord | null>;
  /** Lets go of those before that one; without it of all. */
  drop(room: string, before?: number): Promise<void>;
}

/** In Redis itself, beside the changes. */
export const redisShelf: SnapshotShelf = {
  put: async (_room, snapshot) => encodeRecord(snapshot),
  get: async (_room, _sequence, inRedis) =>
    inRedis.byteLength === 0 ? null : decodeRecord(inRedis, snapshotRecordSchema),
  drop: async () => {},
};

const NOTHING = new Uint8Array();
const PREFIX = 'snapshot-';

/** A folder that all servers share: Redis then holds only what came since. */
export class FolderShelf implements SnapshotShelf {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async put(room: string, snapshot: SnapshotRecord): Promise<Uint8Array> {
    await mkdir(join(this.#path, room), { recursive: true });
    await replaceFile(this.#file(room, snapshot.sequence), encodeRecord(snapshot));
    return NOTHING;
  }

  async get(room: string, sequence: number): Promise<SnapshotRecord | null> {
    const bytes = await readFile(this.#file(room, sequence)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return bytes && decodeRecord(bytes, snapshotRecordSchema);
  }

  async drop(room: string, before = Number.POSITIVE_INFINITY): Promise<void> {
    if (before === Number.POSITIVE_INFINITY) {
      return rm(join(this.#path, room), { recursive: true, force: true });
    }
    for (const name of await readdir(join(this.#path, room)).catch(() => [])) {
      const sequence = Number(name.slice(PREFIX.length));
      if (name.startsWith(PREFIX) && sequence < before)
        await rm(join(this.#path, room, name), { force: true });
    }
  }

  #file(room: string, sequence: number): string {
    return join(this.#path, room, `${PREFIX}${sequence}`);
  }
}
