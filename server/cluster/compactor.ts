import * as Y from 'yjs';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { DamagedRoomError } from '../rooms/errors.ts';
import { Ledger } from '../rooms/ledger.ts';
import { replay } from '../rooms/replay.ts';
import { lastSequence } from '../rooms/roomLog.ts';
import { COMPACTION, COMPACTORS } from './keys.ts';
import type { RedisLink } from './redisLink.ts';
import type { RedisStore } from './redisStore.ts';

/** ms that a look for work waits for some; less than the link takes for silence. */
const BLOCK_MS = 2_000;
/** ms after which work that a server took and did not end is another's. */
const ABANDONED_MS = 30_000;
/** ms until a look that failed is repeated. */
const RETRY_MS = 1_000;

export interface CompactorOptions {
  server: string;
  /** a connection of its own: it blocks */
  link: RedisLink;
  store: Pick<RedisStore, 'loadDocument' | 'compact' | 'loggedUpTo'>;
  clock: Clock;
  log: Logger;
}

/** Makes snapshots of rooms with many changes: the servers share that work as one consumer group. */
export class Compactor {
  readonly #options: CompactorOptions;
  #closed = false;

  constructor(options: CompactorOptions) {
    this.#options = options;
    void this.#work();
  }

  close(): void {
    this.#closed = true;
    this.#options.link.close();
  }

  async #work(): Promise<void> {
    const { link, clock, log } = this.#options;
    if (this.#closed) return;
    let wait = 1;
    try {
      for (const [id, room] of await this.#take()) {
        await this.#compact(room);
        await link.command('XACK', COMPACTION, COMPACTORS, id);
        await link.command('XDEL', COMPACTION, id);
      }
    } catch (error) {
      wait = RETRY_MS;
      // Redis is away, or there was never any work: the group is made with the first look.
      log.debug({ err: error }, 'no snapshots can be made');
      await this.#makeGroup();
    }
    clock.after(wait, () => void this.#work());
  }

  /** What others left undone first, then what is new. */
  async #take(): Promise<[string, string][]> {
    const { link, server } = this.#options;
    const claim = ['XAUTOCLAIM', COMPACTION, COMPACTORS, server, String(ABANDONED_MS), '0', 'COUNT', '1'];
    const [, abandoned] = (await link.command(...claim)) as [unknown, Entry[]];
    if (abandoned.length > 0) return abandoned.map(roomOf);
    const read = ['XREADGROUP', 'GROUP', COMPACTORS, server, 'COUNT', '1', 'BLOCK', String(BLOCK_MS)];
    return entriesOf(await link.command(...read, 'STREAMS', COMPACTION, '>')).map(roomOf);
  }

  async #compact(room: string): Promise<void> {
    const { store, log } = this.#options;
    try {
      // Of a session only what stands in its log: whoever writes the lines of a change needs it as it came.
      const logged = await store.loggedUpTo(room);
      const { snapshot, updates } = await store.loadDocument(room);
      const stored = { snapshot, updates: updates.filter(({ sequence }) => sequence <= logged) };
      if (updates.length === 0) return;
      const doc = new Y.Doc();
      const ledger = new Ledger();
      ledger.watch(doc);
      replay(stored, doc, ledger, null);
      const sequence = lastSequence(stored);
      await store.compact(room, { sequence, state: Y.encodeStateAsUpdate(doc), ledger: ledger.toRecord() });
      doc.destroy();
    } catch (error) {
      if (!(error instanceof DamagedRoomError)) throw error;
      log.error({ room, err: error }, 'no snapshot of a damaged room');
    }
  }

  async #makeGroup(): Promise<void> {
    const make = ['XGROUP', 'CREATE', COMPACTION, COMPACTORS, '0', 'MKSTREAM'];
    await this.#options.link.command(...make).catch(() => {});
  }
}

type Entry = [id: Buffer, fields: Buffer[]];

function roomOf([id, fields]: Entry): [id: string, room: string] {
  return [String(id), String(fields[1])];
}

/** The reply is a list of streams in RESP2 and a map of them in RESP3. */
function entriesOf(reply: unknown): Entry[] {
  if (reply === null) return [];
  if (reply instanceof Map) return [...reply.values()].flat() as Entry[];
  if (Array.isArray(reply)) return reply.flatMap(([, entries]) => entries as Entry[]);
  return Object.values(reply as Record<string, Entry[]>).flat();
}
