import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { systemClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { DamagedRoomError } from '../rooms/errors.ts';
import { Ledger } from '../rooms/ledger.ts';
import { replay } from '../rooms/replay.ts';
import { lastSequence } from '../rooms/roomLog.ts';
import type { RoomRecord, RoomStore, SessionLogStore } from '../rooms/roomStore.ts';
import { BrokenChainError } from '../sessionLog/chain.ts';
import { sessionOf } from '../sessionLog/sessionState.ts';
import { FileStore, roomIdsIn } from '../store/fileStore.ts';
import { FolderLockedError } from '../store/folderLock.ts';
import { MaintenanceError, type RoomReport } from '../store/maintenance.ts';
import { CASE_KEY, TOKEN_KEY } from './keys.ts';
import { RedisLink } from './redisLink.ts';
import { RedisStore } from './redisStore.ts';
import { FolderShelf, redisShelf } from './snapshotShelf.ts';

/** ms that Redis may take to answer */
const ANSWER_MS = 5_000;
/** Later than any visit. */
const ALWAYS = Number.MAX_SAFE_INTEGER;

/** What an operator does with rooms that several servers share. The servers may run. */
export class RoomsInRedis {
  readonly #link: RedisLink;
  readonly #store: RedisStore;

  private constructor(link: RedisLink, store: RedisStore) {
    this.#link = link;
    this.#store = store;
  }

  /** @throws MaintenanceError */
  static async open(url: string, snapshotFolder?: string): Promise<RoomsInRedis> {
    const link = new RedisLink({ url, clock: systemClock, log: createLogger('silent') });
    const deadline = performance.now() + ANSWER_MS;
    while (!link.ready) {
      if (performance.now() > deadline) {
        link.close();
        throw new MaintenanceError('Redis does not answer: start it, or set REDIS_URL to where it is.');
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const shelf = snapshotFolder ? new FolderShelf(snapshotFolder) : redisShelf;
    return new RoomsInRedis(link, new RedisStore({ link, shelf, now: Date.now, onTrouble: () => {} }));
  }

  close(): void {
    this.#link.close();
  }

  /** Reads rooms whole. @param ids without them all */
  async inspect(ids: string[]): Promise<RoomReport[]> {
    const reports: RoomReport[] = [];
    for (const id of await this.#named(ids)) reports.push(await inspect(this.#store, id));
    return reports;
  }

  /** Copies rooms into a folder that `restore` and a server that is alone can read, and the key that signs tokens. */
  async backUp(folder: string, ids: string[]): Promise<RoomReport[]> {
    const target = await FileStore.open(join(folder, 'rooms'));
    try {
      const reports: RoomReport[] = [];
      for (const id of await this.#named(ids)) reports.push(await copy(this.#store, target, id));
      const key = (await this.#link.command('GET', TOKEN_KEY)) as Buffer | null;
      if (key) await writeFile(join(folder, 'token.key'), key, { mode: 0o600 });
      const caseKey = (await this.#link.command('GET', CASE_KEY)) as Buffer | null;
      if (caseKey) await writeFile(join(folder, 'case.key'), caseKey, { mode: 0o600 });
      return reports;
    } finally {
      await target.close();
    }
  }

  /**
   * Brings rooms of a backup, or of a server that was alone, into Redis. What is there already stays as it is.
   * @param folder a backup, or the server's DATA_DIR
   * @throws MaintenanceError
   */
  async restore(folder: string, ids: string[]): Promise<RoomReport[]> {
    const rooms = join(folder, 'rooms');
    await mkdir(rooms, { recursive: true });
    const source = await FileStore.open(rooms).catch((error: unknown) => {
      if (error instanceof FolderLockedError) {
        throw new MaintenanceError(`Stop the server first: it holds the rooms in ${folder}.`);
      }
      throw error;
    });
    try {
      const key = await readFile(join(folder, 'token.key')).catch(() => null);
      if (key) await this.#link.command('SET', TOKEN_KEY, key, 'NX');
      const caseKey = await readFile(join(folder, 'case.key')).catch(() => null);
      if (caseKey) await this.#link.command('SET', CASE_KEY, caseKey, 'NX');
      const reports: RoomReport[] = [];
      for (const id of ids.length > 0 ? ids : (await roomIdsIn(rooms)).sort()) {
        reports.push(await this.#bring(source, id));
      }
      return reports;
    } finally {
      await source.close();
    }
  }

  async #bring(source: FileStore, id: string): Promise<RoomReport> {
    const there = await this.#store.readRoom(id).catch(() => 'damaged' as const);
    if (there) return found(id, 'it is in Redis already, and stays as it is there');
    // Otherwise a room that nobody visited for a month would expire at once.
    return copy(source, this.#store, id, Date.now());
  }

  async #named(ids: string[]): Promise<string[]> {
    return ids.length > 0 ? ids : (await this.#store.roomsUnvisitedSince(ALWAYS)).sort();
  }
}

/** @param visitAt without it the visit that is known */
async function copy(
  from: RoomStore & SessionLogStore,
  to: RoomStore & SessionLogStore,
  id: string,
  visitAt?: number,
): Promise<RoomReport> {
  const report = await inspect(from, id);
  if (report.findings.length > 0) return report;
  const record = (await from.readRoom(id)) as RoomRecord;
  // Before the drawing: the next line names what that holds beyond them.
  const lines = await from.readLog(id);
  const { doc, ledger, sequence } = await documentOf(from, id);
  await to.createRoom({ ...record, lastVisitAt: visitAt ?? record.lastVisitAt });
  // As one snapshot: numbers of changes may have gaps in Redis, and have none elsewhere.
  if (sequence > 0) {
    await to.compact(id, { sequence, state: Y.encodeStateAsUpdate(doc), ledger: ledger.toRecord() });
  }
  await to.appendLog(
    id,
    lines.map((line, i) => ({ n: i + 1, line })),
  );
  const picture = await from.readPicture(id);
  if (picture) await to.writePicture(id, picture);
  for (const head of await from.listVersions(id)) {
    const version = await from.readVersion(id, head.id);
    if (version) await to.writeVersion(id, version);
  }
  return inspect(to, id);
}

async function inspect(store: RoomStore & SessionLogStore, id: string): Promise<RoomReport> {
  try {
    const record = await store.readRoom(id);
    if (!record) return found(id, 'there is no such room');
    const { doc } = await documentOf(store, id);
    sessionOf(await store.readLog(id));
    return {
      id,
      lastVisitAt: record.lastVisitAt,
      strokes: strokesOf(doc).size,
      bytes: Y.encodeStateAsUpdate(doc).byteLength,
      findings: [],
      aside: false,
    };
  } catch (error) {
    // Whoever opens the room next sets it aside.
    if (error instanceof BrokenChainError) return found(id, error.message);
    if (!(error instanceof DamagedRoomError)) throw error;
    return { ...found(id, error.message), aside: true };
  }
}

async function documentOf(store: RoomStore, id: string) {
  const stored = await store.loadDocument(id);
  const doc = new Y.Doc();
  const ledger = new Ledger();
  ledger.watch(doc);
  replay(stored, doc, ledger, null);
  return { doc, ledger, sequence: lastSequence(stored) };
}

const found = (id: string, finding: string): RoomReport => ({
  id,
  lastVisitAt: null,
  strokes: 0,
  bytes: 0,
  findings: [finding],
  aside: false,
});
