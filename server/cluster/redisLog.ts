import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as Y from 'yjs';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { RoomNotFoundError, SessionClosedError } from '../rooms/errors.ts';
import { Ledger } from '../rooms/ledger.ts';
import { replay } from '../rooms/replay.ts';
import { type Change, type LogListener, lastSequence, type RoomLog } from '../rooms/roomLog.ts';
import type { StoredDocument } from '../rooms/roomStore.ts';
import { RecordError } from '../store/records.ts';
import { appendTo } from './append.ts';
import { HEAL } from './documentScripts.ts';
import { keysOf, newsOf, VISITS } from './keys.ts';
import type { RedisLink } from './redisLink.ts';
import type { RedisStore } from './redisStore.ts';
import { decodeEntries, encodeChange, type StreamEntry } from './streamEntry.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/** Changes that one step appends or one look reads. */
const BATCH = 200;
/** ms until what Redis did not take is tried again. */
const RETRY_MS = 250;
/** ms that leaving a room waits for Redis to take what is left. */
const FLUSH_MS = 5_000;

export interface RedisLogSurroundings {
  link: RedisLink;
  subscriptions: Subscriptions;
  store: RedisStore;
  clock: Clock;
  log: Logger;
  /** @param ms that it took Redis to take some changes */
  onWrite: (ms: number) => void;
  onClose: () => void;
}

/**
 * A room's changes as a Redis stream that every server with the room open reads. News only say that there is something to
 * read: what is read comes from the stream, behind what was read before, so lost, repeated and swapped news change nothing.
 * What Redis does not take waits here and is tried again; what Redis forgot is put back by the servers that know it.
 */
export class RedisLog implements RoomLog {
  readonly #id: string;
  readonly #listener: LogListener;
  readonly #around: RedisLogSurroundings;
  readonly #writer = randomUUID();
  readonly #news: Subscription;
  /** the last change that was read, and a digest of it where it is known */
  #known: number;
  #mark: number | null;
  /** appended here and not read yet; the first has the number `#first`, those up to `#sent` are under way */
  #queue: Change[] = [];
  #first = 1;
  #sent = 0;
  #pumping = false;
  #reading = false;
  #readAgain = false;
  #reconciling: Promise<void> | null = null;
  #closed = false;
  #saidRefused = false;
  #waiters: (() => void)[] = [];

  constructor(id: string, stored: StoredDocument, listener: LogListener, around: RedisLogSurroundings) {
    this.#id = id;
    this.#listener = listener;
    this.#around = around;
    this.#known = lastSequence(stored);
    this.#mark = markOf(stored);
    this.#news = around.subscriptions.subscribe(newsOf(id), () => void this.#read());
    // What came between loading and listening.
    void this.#news.heard.then(() => this.#read());
  }

  append(change: Change): void {
    this.#queue.push(change);
    void this.#pump();
  }

  async flush(): Promise<void> {
    if (this.#queue.length === 0 || this.#closed) return;
    await Promise.race([
      this.settled,
      new Promise<void>((resolve) => this.#around.clock.after(FLUSH_MS, resolve)),
    ]);
  }

  get settled(): Promise<void> {
    if (this.#queue.length === 0 || this.#closed) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  close(): void {
    this.#closed = true;
    this.#news.end();
    this.#around.onClose();
    this.#runWaiters();
    const { writers } = keysOf(this.#id);
    void this.#around.link.command('HDEL', writers, this.#writer).catch(() => {});
  }

  /** News may have been lost. */
  catchUp(): void {
    void this.#read();
  }

  /** Redis is there again, maybe another one than before: looks whether it still has what was read of it. */
  async reconnected(): Promise<void> {
    // Whether what was under way arrived is unknown: it is sent once more, and taken once.
    this.#sent = this.#first - 1;
    try {
      if (!(await this.#isIntact())) await this.#reconcile();
      await this.#read();
      await this.#pump();
    } catch (error) {
      this.#failed(error);
    }
  }

  async #pump(): Promise<void> {
    const { link, clock } = this.#around;
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    try {
      for (;;) {
        const from = Math.max(this.#sent + 1, this.#first);
        const batch = this.#queue.slice(from - this.#first, from - this.#first + BATCH);
        if (batch.length === 0 || this.#closed) break;
        const writer = { id: this.#writer, known: this.#known, counter: from };
        const start = performance.now();
        const result = await appendTo(link, this.#id, writer, batch);
        if (result === 'closed') throw new SessionClosedError();
        if (result !== 'appended') {
          await this.#reconcile();
          continue;
        }
        this.#around.onWrite(performance.now() - start);
        this.#sent = Math.max(this.#sent, from + batch.length - 1);
        this.#saidRefused = false;
        void this.#read();
      }
    } catch (error) {
      this.#failed(error);
      if (this.#queue.length > 0) clock.after(RETRY_MS, () => void this.#pump());
    } finally {
      this.#pumping = false;
    }
  }

  async #read(): Promise<void> {
    this.#readAgain = true;
    if (this.#reading || this.#reconciling || this.#closed) return;
    this.#reading = true;
    try {
      while (this.#readAgain && !this.#closed) {
        this.#readAgain = false;
        if (await this.#readOnce()) this.#readAgain = true;
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#reading = false;
    }
  }

  /** @returns true where there may be more */
  async #readOnce(): Promise<boolean> {
    const { link } = this.#around;
    const { meta, changes } = keysOf(this.#id);
    // In this order: what a snapshot of later took away was read before.
    const [reply, snapshot] = await Promise.all([
      link.command('XRANGE', changes, `(${this.#known}-0`, '+', 'COUNT', String(BATCH)),
      link.command('HGET', meta, 'snapshot'),
    ]);
    if (this.#closed) return false;
    if (snapshot !== null && Number(snapshot) > this.#known) {
      await this.#reconcile();
      return true;
    }
    const entries = decodeEntries(reply);
    for (const entry of entries) this.#take(entry);
    return entries.length === BATCH;
  }

  #take(entry: StreamEntry): void {
    const { sequence, subject, update, ledger, writer, counter } = entry;
    if (sequence <= this.#known || this.#closed) return;
    this.#known = sequence;
    this.#mark = crc32(update);
    if (writer === this.#writer && counter === this.#first) this.#takeOwn(sequence);
    else this.#listener.onEntry({ sequence, subject, update, own: false, ...(ledger ? { ledger } : {}) });
  }

  /** The first of what was appended here is durable. */
  #takeOwn(sequence: number): void {
    const change = this.#queue.shift();
    this.#first++;
    if (change) this.#listener.onEntry({ sequence, ...change, own: true });
    if (this.#queue.length === 0) this.#runWaiters();
  }

  async #isIntact(): Promise<boolean> {
    const { link } = this.#around;
    const { meta, changes } = keysOf(this.#id);
    const id = `${this.#known}-0`;
    const [record, last] = await Promise.all([
      link.command('HGET', meta, 'record'),
      link.command('XRANGE', changes, id, id),
    ]);
    if (!record) return false;
    if (this.#known === 0) return true;
    const [entry] = decodeEntries(last);
    return entry !== undefined && crc32(entry.update) === this.#mark;
  }

  /** Brings together what this server knows and what Redis has, in both directions. */
  #reconcile(): Promise<void> {
    this.#reconciling ??= this.#bringTogether().finally(() => {
      this.#reconciling = null;
      if (this.#readAgain) void this.#read();
    });
    return this.#reconciling;
  }

  async #bringTogether(): Promise<void> {
    const { link, store, clock, log } = this.#around;
    const { stored, taken } = await store.loadFor(this.#id, this.#writer);
    if (this.#closed) return;
    this.#listener.merge(stored);
    while (this.#first <= taken && !this.#closed) this.#takeOwn(lastSequence(stored));
    const there = new Y.Doc();
    replay(stored, there, new Ledger(), null);
    const here = this.#listener.snapshot();
    const forgotten = lastSequence(stored) < this.#known;
    if (forgotten || lacks(there, here.state)) {
      const { lastVisitAt: _, ...record } = this.#listener.record();
      const update = Y.diffUpdate(here.state, Y.encodeStateVector(there));
      const { meta, changes, gone } = keysOf(this.#id);
      const reply = await link.run(
        HEAL,
        [meta, changes, gone, VISITS],
        [
          store.encodeRoom(record),
          String(this.#known),
          encodeChange({ subject: '', update, ledger: here.ledger }),
          this.#writer,
          newsOf(this.#id),
          this.#id,
          String(clock.now()),
        ],
      );
      if (reply === -1) throw new RoomNotFoundError();
      if (forgotten)
        log.warn({ room: this.#id }, 'Redis had forgotten changes of a room: they were put back');
    }
    this.#known = lastSequence(stored);
    this.#mark = markOf(stored);
    this.#readAgain = true;
  }

  #failed(error: unknown): void {
    if (this.#closed) return;
    if (error instanceof RecordError) {
      void this.#around.store.setAside(this.#id, `a change cannot be read: ${error.message}`).catch(() => {});
      this.#listener.onFailure(error);
    } else if (error instanceof RoomNotFoundError || error instanceof SessionClosedError) {
      this.#listener.onFailure(error);
    } else if (!this.#saidRefused) {
      this.#saidRefused = true;
      this.#around.log.warn({ room: this.#id, err: error }, 'Redis does not take or give changes; trying on');
    }
  }

  #runWaiters(): void {
    for (const run of this.#waiters.splice(0)) run();
  }
}

function lacks(doc: Y.Doc, state: Uint8Array): boolean {
  return !Y.snapshotContainsUpdate(Y.snapshot(doc), state);
}

function markOf({ updates }: StoredDocument): number | null {
  const last = updates.at(-1);
  return last ? crc32(last.update) : null;
}
