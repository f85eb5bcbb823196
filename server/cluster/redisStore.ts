import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { DELETED_ROOM_MS } from '../../shared/limits.ts';
import { type VersionHead, versionHeadSchema } from '../../shared/versions.ts';
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
import { sha256 } from '../sessionLog/chain.ts';
import {
  asideSchema,
  decodeRecord,
  encodeRecord,
  pictureRecordSchema,
  RecordError,
  roomRecordSchema,
} from '../store/records.ts';
import { decodeVersionBody, encodeVersionBody } from '../store/versionFolder.ts';
import type { VersionRecord } from '../versions/versionStore.ts';
import { appendTo } from './append.ts';
import { CHANGE, COMPACT, CREATE, DELETE, EXPIRE, LOAD, WRITE_IF_THERE } from './documentScripts.ts';
import { keysOf, VISITS } from './keys.ts';
import type { RedisLink } from './redisLink.ts';
import type { SnapshotShelf } from './snapshotShelf.ts';
import { decodeEntries } from './streamEntry.ts';

/** Lines of a log that one command takes. */
const LINES_AT_ONCE = 1_000;
/** Tries to read a document while others replace its snapshot. */
const LOAD_TRIES = 5;

export interface RedisStoreOptions {
  link: RedisLink;
  shelf: SnapshotShelf;
  now: () => number;
  onTrouble: (message: string) => void;
}

/** Rooms in a Redis that several servers share. */
export class RedisStore implements RoomStore, SessionLogStore {
  readonly #link: RedisLink;
  readonly #shelf: SnapshotShelf;
  readonly #now: () => number;
  readonly #onTrouble: (message: string) => void;

  constructor({ link, shelf, now, onTrouble }: RedisStoreOptions) {
    this.#link = link;
    this.#shelf = shelf;
    this.#now = now;
    this.#onTrouble = onTrouble;
  }

  async createRoom({ lastVisitAt, ...room }: RoomRecord): Promise<void> {
    const { meta, gone } = keysOf(room.id);
    await this.#link.run(CREATE, [meta, VISITS, gone], [this.encodeRoom(room), room.id, String(lastVisitAt)]);
  }

  async readRoom(id: string): Promise<RoomRecord | null> {
    const { meta } = keysOf(id);
    const [[bytes, aside], visit] = (await Promise.all([
      this.#link.command('HMGET', meta, 'record', 'aside'),
      this.#link.client.zScore(VISITS, id),
    ])) as [[Buffer | null, Buffer | null], number | null];
    if (aside) throw new DamagedRoomError(decodeRecord(aside, asideSchema).detail);
    if (!bytes) return null;
    const record = await this.#decode(id, 'its room', bytes, roomRecordSchema);
    return { ...record, lastVisitAt: visit ?? record.createdAt };
  }

  async changeRoom(id: string, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord | null> {
    const { meta } = keysOf(id);
    for (;;) {
      const bytes = (await this.#link.command('HGET', meta, 'record')) as Buffer | null;
      const record = await this.readRoom(id);
      if (!bytes || !record) return null;
      const { lastVisitAt, ...next } = { ...change(record), lastVisitAt: record.lastVisitAt };
      const reply = await this.#link.run(CHANGE, [meta], [bytes, this.encodeRoom(next)]);
      if (reply === 1) return { ...next, lastVisitAt };
      if (reply === -1) return null;
    }
  }

  /** A room's record as Redis holds it. */
  encodeRoom(room: Omit<RoomRecord, 'lastVisitAt'>): Uint8Array {
    return encodeRecord(room);
  }

  async touchRoom(id: string, lastVisitAt: number): Promise<void> {
    await this.#link.command('ZADD', VISITS, 'XX', String(lastVisitAt), id);
  }

  async loadDocument(id: string): Promise<StoredDocument> {
    return (await this.loadFor(id, '')).stored;
  }

  /** @returns the document, and the number of the writer's last change that is in it */
  async loadFor(id: string, writer: string): Promise<{ stored: StoredDocument; taken: number }> {
    const keys = keysOf(id);
    for (let tried = 0; tried < LOAD_TRIES; tried++) {
      const [sequence, inRedis, changes, last] = (await this.#link.run(
        LOAD,
        [keys.meta, keys.snapshot, keys.changes, keys.writers],
        [writer],
      )) as [Buffer, Buffer, unknown, Buffer];
      const taken = Number(last);
      try {
        const updates = decodeEntries(changes).map(({ writer: _, counter: __, ...update }) => update);
        if (sequence.byteLength === 0) return { stored: { snapshot: null, updates }, taken };
        const snapshot = await this.#shelf.get(id, Number(sequence), inRedis);
        if (snapshot) {
          return {
            stored: { snapshot, updates: updates.filter((one) => one.sequence > snapshot.sequence) },
            taken,
          };
        }
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        throw await this.#damaged(id, `its document cannot be read: ${error.message}`);
      }
    }
    throw await this.#damaged(id, 'its snapshot is missing');
  }

  async appendUpdate(id: string, { subject, update }: UpdateRecord): Promise<void> {
    const writer = { id: randomUUID(), known: 0, counter: 1 };
    await appendTo(this.#link, id, writer, [{ subject, update }]);
  }

  async compact(id: string, snapshot: SnapshotRecord): Promise<void> {
    const { meta, changes, snapshot: key } = keysOf(id);
    const inRedis = await this.#shelf.put(id, snapshot);
    const taken = await this.#link.run(COMPACT, [meta, changes, key], [String(snapshot.sequence), inRedis]);
    if (taken === 1) await this.#shelf.drop(id, snapshot.sequence);
  }

  async readPicture(id: string): Promise<PictureRecord | null> {
    const bytes = (await this.#link.command('GET', keysOf(id).picture)) as Buffer | null;
    try {
      return bytes && decodeRecord(bytes, pictureRecordSchema);
    } catch {
      // A picture can be drawn again, so damage to it is no damage to the room.
      return null;
    }
  }

  async writePicture(id: string, record: PictureRecord): Promise<void> {
    await this.#writeIfThere(id, keysOf(id).picture, 'SET', encodeRecord(record));
  }

  async listVersions(id: string): Promise<VersionHead[]> {
    const heads = (await this.#link.command('HVALS', keysOf(id).versionHeads)) as Buffer[];
    return heads
      .flatMap((bytes) => this.#orNothing(id, () => decodeRecord(bytes, versionHeadSchema)) ?? [])
      .sort((a, b) => a.at - b.at || a.version - b.version);
  }

  async readVersion(id: string, versionId: string): Promise<VersionRecord | null> {
    const { versionHeads, versionBodies } = keysOf(id);
    const [head, body] = (await Promise.all([
      this.#link.command('HGET', versionHeads, versionId),
      this.#link.command('HGET', versionBodies, versionId),
    ])) as [Buffer | null, Buffer | null];
    if (!head || !body) return null;
    return this.#orNothing(id, () => ({
      head: decodeRecord(head, versionHeadSchema),
      ...decodeVersionBody(body),
    }));
  }

  async writeVersion(id: string, record: VersionRecord): Promise<VersionHead> {
    const { versionHeads, versionBodies } = keysOf(id);
    const body = encodeVersionBody(record);
    const head = { ...record.head, bytes: body.byteLength };
    // The body first: a head that is listed can be read.
    await this.#writeIfThere(id, versionBodies, 'HSET', head.id, body);
    await this.#writeIfThere(id, versionHeads, 'HSET', head.id, encodeRecord(head));
    return head;
  }

  async deleteVersion(id: string, versionId: string): Promise<void> {
    const { versionHeads, versionBodies } = keysOf(id);
    await this.#link.command('HDEL', versionHeads, versionId);
    await this.#link.command('HDEL', versionBodies, versionId);
  }

  async setAside(id: string, detail: string): Promise<void> {
    await this.#link.command('HSET', keysOf(id).meta, 'aside', encodeRecord({ at: this.#now(), detail }));
    this.#onTrouble(`Room ${id} was set aside: ${detail}. What Redis has of it is untouched.`);
  }

  async deleteRoom(id: string): Promise<void> {
    const { meta, gone, ...others } = keysOf(id);
    await this.#link.run(
      DELETE,
      [meta, gone, VISITS, ...Object.values(others)],
      [id, String(DELETED_ROOM_MS)],
    );
    await this.#shelf.drop(id);
  }

  async expireRoom(id: string, unvisitedSince: number): Promise<boolean> {
    const { meta, gone, ...others } = keysOf(id);
    const reply = await this.#link.run(
      EXPIRE,
      [meta, gone, VISITS, ...Object.values(others)],
      [id, String(DELETED_ROOM_MS), String(unvisitedSince)],
    );
    if (reply === 1) await this.#shelf.drop(id);
    return reply === 1;
  }

  async roomsUnvisitedSince(time: number): Promise<string[]> {
    return this.#link.client.zRangeByScore(VISITS, '-inf', `(${time}`);
  }

  /** Changes of a session up to this sequence have their lines; all changes of a room without a log. */
  async loggedUpTo(id: string): Promise<number> {
    const logged = (await this.#link.command('HGET', keysOf(id).meta, 'logged')) as Buffer | null;
    return logged ? Number(logged) : Number.POSITIVE_INFINITY;
  }

  async readLog(id: string): Promise<string[]> {
    return ((await this.#link.command('LRANGE', keysOf(id).session, '0', '-1')) as Buffer[]).map(String);
  }

  /** Lines of a log that was kept elsewhere. */
  async appendLog(id: string, records: readonly LogRecord[]): Promise<void> {
    const { session, meta } = keysOf(id);
    for (let from = 0; from < records.length; from += LINES_AT_ONCE) {
      const lines = records.slice(from, from + LINES_AT_ONCE).map(({ line }) => line);
      await this.#writeIfThere(id, session, 'RPUSH', ...lines);
      await this.#link.command('HSET', meta, 'logHead', sha256(lines.at(-1) as string));
    }
  }

  async ping(): Promise<void> {
    await this.#link.command('SET', 'limn:ping', String(this.#now()), 'EX', '60');
  }

  async close(): Promise<void> {}

  async #writeIfThere(id: string, key: string, ...command: (string | Uint8Array)[]): Promise<void> {
    await this.#link.run(WRITE_IF_THERE, [key, keysOf(id).meta], command);
  }

  async #decode<T>(id: string, what: string, bytes: Buffer, schema: z.ZodType<T>): Promise<T> {
    try {
      return decodeRecord(bytes, schema);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      throw await this.#damaged(id, `${what} cannot be read: ${error.message}`);
    }
  }

  /** A damaged version is left out; the room goes on. */
  #orNothing<T>(id: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      this.#onTrouble(`A version of room ${id} cannot be read (${error.message}); the room goes on.`);
      return null;
    }
  }

  async #damaged(id: string, detail: string): Promise<DamagedRoomError> {
    await this.setAside(id, detail).catch((error) => this.#onTrouble(`Room ${id}: ${detail}; ${error}`));
    return new DamagedRoomError(detail);
  }
}
