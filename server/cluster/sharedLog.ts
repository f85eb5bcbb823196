import * as Y from 'yjs';
import type { LogAct } from '../../shared/sessionLog.ts';
import type { Clock } from '../clock.ts';
import { DamagedRoomError, RoomNotFoundError } from '../rooms/errors.ts';
import { Ledger } from '../rooms/ledger.ts';
import { replay } from '../rooms/replay.ts';
import type { Room } from '../rooms/room.ts';
import { type LogEntry as Change, lastSequence, type OpenLog } from '../rooms/roomLog.ts';
import type { RoomRecord, SessionLogStore, StoredDocument, UpdateRecord } from '../rooms/roomStore.ts';
import { SERVER_SUBJECT } from '../rooms/serverSubject.ts';
import { BrokenChainError } from '../sessionLog/chain.ts';
import { DrawingActs, reconciled } from '../sessionLog/drawingActs.ts';
import { type Acts, isFull, type LogEvents, type Moment, type SessionLog } from '../sessionLog/sessionLog.ts';
import { keysOf, SERVERS } from './keys.ts';
import { LogChain, type LogChainSurroundings } from './logChain.ts';
import { GONE_MS } from './redisBus.ts';
import { SEAL, STALE_PEOPLE } from './sharedLogScripts.ts';

/** ms after which a server writes the lines of a change that another one took in and did not write them. */
const HELP_MS = 1_000;
/** ms that leaving a room waits for Redis to take what is left. */
const FLUSH_MS = 5_000;

export interface SharedLogSurroundings extends Omit<LogChainSurroundings, 'room'> {
  server: string;
  clock: Clock;
  store: Pick<SessionLogStore, 'setAside'>;
  /** everybody in the session is shown it */
  publicKey: string;
  onClose: (log: SharedLog) => void;
}

/**
 * The session log of a room that several servers share. What a change means is read off a document of its own, which takes the
 * changes in the order that counts; so all servers would write the same lines, and each change has them once: the server that took it in
 * writes them, and where it does not, another one.
 */
export class SharedLog implements SessionLog {
  readonly #record: RoomRecord;
  readonly #around: SharedLogSurroundings;
  readonly #chain: LogChain;
  #doc = new Y.Doc();
  #acts = new DrawingActs(this.#doc);
  /** the last change that is in `#doc` */
  #at = 0;
  /** changes in their order, each until its lines are on disk */
  #changes: Promise<unknown> = Promise.resolve();
  #waiters: (() => void)[] = [];
  #room: Room | null = null;
  #onFailure: (error: unknown) => void = () => {};
  #onTrouble: (error: unknown) => void = () => {};
  #closed = false;
  #endedBy = () => {};
  readonly #ended = new Promise<void>((resolve) => {
    this.#endedBy = resolve;
  });

  private constructor(record: RoomRecord, around: SharedLogSurroundings) {
    this.#record = record;
    this.#around = around;
    this.#chain = new LogChain({ ...around, room: record.id }, (error) => this.#onFailure(error));
    this.#chain.onRead(() => this.#runWaiters());
  }

  /** @throws DamagedRoomError (the room is set aside first), StoreAwayError */
  static async open(
    record: RoomRecord,
    stored: StoredDocument,
    around: SharedLogSurroundings,
  ): Promise<SharedLog> {
    const log = new SharedLog(record, around);
    try {
      await log.#begin(stored);
      return log;
    } catch (error) {
      log.#end();
      if (!(error instanceof BrokenChainError)) throw error;
      await around.store.setAside(record.id, error.message);
      throw new DamagedRoomError(error.message);
    }
  }

  get closing(): boolean {
    return this.#chain.closing || this.#chain.session.closed;
  }

  get full(): boolean {
    return isFull(this.#chain.head);
  }

  get written(): Promise<void> {
    return this.#chain.settled;
  }

  hold(openLog: OpenLog): OpenLog {
    return (id, stored, listener) => {
      this.#onFailure = (error) => {
        if (!this.#closed) listener.onFailure(error);
      };
      const inOrder = (run: () => Promise<void>) => {
        this.#inOrder(run).catch((error: unknown) => this.#onFailure(error));
      };
      const log = openLog(id, stored, {
        ...listener,
        onEntry: (change) =>
          inOrder(async () => {
            await this.#logChange(change, change.own);
            listener.onEntry(change);
          }),
        merge: (document) =>
          inOrder(async () => {
            await this.#logMerged(document);
            listener.merge(document);
          }),
      });
      const settled = async (inner: Promise<void>) => {
        await inner;
        if (this.#closed) return;
        await Promise.race([this.#changes, this.#ended]);
        await this.written;
      };
      return {
        append: (change) => log.append(change),
        flush: () => Promise.race([settled(log.flush()), this.#after(FLUSH_MS)]),
        get settled() {
          return settled(log.settled);
        },
        close: () => {
          log.close();
          this.#end();
        },
      };
    };
  }

  attach(room: Room, { onLine, onFull, onTrouble }: LogEvents): void {
    this.#room = room;
    this.#onTrouble = onTrouble;
    const checkFull = () => {
      if (this.full && !room.closed) onFull();
    };
    this.#chain.onLine((entry) => {
      onLine(entry);
      checkFull();
    });
    checkFull();
    room.on('joined', ({ subject }) => void this.#come(subject, false));
    room.on('left', (subject) => void this.#go(subject, this.#around.server));
    room.channel.onPeer({
      came: () => {},
      // One that only stood still says so before that.
      gone: () => void this.#after(GONE_MS).then(() => this.#seeOff()),
    });
  }

  append(who: string | null, acts: Acts): Promise<void> {
    return this.#chain.write({ who, acts }).then(() => {});
  }

  async close(by: string | null, why: 'asked' | 'log-full'): Promise<void> {
    await this.#room?.settled;
    const { meta } = keysOf(this.#record.id);
    const last = await this.#chain.trying(() => this.#around.link.run(SEAL, [meta], []));
    if (last === -1) throw new RoomNotFoundError();
    await this.#reached(Number(last));
    await this.append(by, () => (this.#chain.session.closed ? [] : [{ what: 'closed', why }]));
  }

  async take<T>(by: string, read: (doc: Y.Doc) => T): Promise<Moment<T>> {
    for (;;) {
      const moment = await this.#inOrder(async () => {
        const acts: LogAct[] = [{ what: 'exported' }];
        const { reply, head } = await this.#chain.write({ who: by, acts, logged: this.#at });
        return reply === 'ahead' ? null : { head, drawing: read(this.#doc) };
      });
      if (moment) return { ...moment, lines: this.#chain.lines.slice(0, moment.head.lines) };
      await this.#reached(this.#chain.logged);
    }
  }

  async lines(): Promise<string[]> {
    await this.#chain.read();
    return [...this.#chain.lines];
  }

  /** News may have been lost, or this server was taken for dead. */
  async reconnected(): Promise<void> {
    try {
      await this.#chain.trying(() => this.#chain.read());
      for (const { subject } of this.#room?.members.here ?? []) await this.#come(subject, true);
    } catch (error) {
      this.#onTrouble(error);
    }
  }

  async #begin(stored: StoredDocument): Promise<void> {
    const { publicKey } = this.#around;
    const { id, kind } = this.#record;
    const chain = this.#chain;
    await chain.open();
    const last = lastSequence(stored);
    const opened: LogAct = { what: 'opened', room: id, kind, key: publicKey };
    await chain.write({ who: null, acts: () => (chain.head.lines === 0 ? [opened] : null), sequence: last });
    const { logged } = chain;
    const { snapshot, updates } = stored;
    if ((snapshot?.sequence ?? 0) > logged) {
      this.#load(stored);
      await this.#resume(last, true);
    } else {
      const later = updates.filter(({ sequence }) => sequence > logged);
      this.#load({ snapshot, updates: updates.filter(({ sequence }) => sequence <= logged) });
      for (const update of later) await this.#logChange(update, false);
    }
    await chain.write({
      who: null,
      acts: () => (chain.session.key === publicKey ? [] : this.#differences(last)),
    });
    await this.#seeOff();
    chain.keepTrying();
  }

  /** Takes what has its lines already. */
  #load(stored: StoredDocument): void {
    this.#doc.destroy();
    this.#doc = new Y.Doc();
    replay(stored, this.#doc, new Ledger(), null);
    this.#acts = new DrawingActs(this.#doc);
    this.#at = lastSequence(stored);
  }

  /** A change, in its order. Resolves when its lines are on disk. */
  async #logChange(change: Change | UpdateRecord, own: boolean): Promise<void> {
    const { sequence, subject, update, ledger } = change;
    if (sequence <= this.#at) return;
    Y.applyUpdate(this.#doc, update);
    const acts = this.#acts.take(sequence);
    this.#at = sequence;
    if (!own) await Promise.race([this.#reached(sequence), this.#after(HELP_MS)]);
    // What was put back after Redis forgot it is the work of several people, and may have its lines.
    if (ledger) await this.#resume(sequence);
    else await this.#chain.write({ who: subject === SERVER_SUBJECT ? null : subject, acts, sequence });
    this.#runWaiters();
  }

  /** Changes that did not come one by one. */
  async #logMerged(stored: StoredDocument): Promise<void> {
    const last = lastSequence(stored);
    replay(stored, this.#doc, new Ledger(), null);
    this.#acts.take(last);
    this.#at = Math.max(this.#at, last);
    await Promise.race([this.#reached(last), this.#after(HELP_MS)]);
    await this.#resume(last);
    this.#runWaiters();
  }

  /** Names where the drawing and the log differ. @param always also where they do not */
  async #resume(sequence: number, always = false): Promise<void> {
    const acts = () => {
      const [resumed, ...settings] = this.#differences(sequence);
      if (resumed?.what !== 'resumed') return [];
      const { found, missing, edits } = resumed;
      const same = found.length + missing.length + settings.length === 0 && !edits;
      return same && !always ? [] : [resumed, ...settings];
    };
    await this.#chain.write({ who: null, acts, sequence });
  }

  #differences(version: number): LogAct[] {
    return reconciled(this.#chain.session, this.#doc, version, this.#around.publicKey);
  }

  /** Somebody came by this server. @param again they are in already, unless the log says that they left */
  async #come(subject: string, again: boolean): Promise<void> {
    const person = this.#room?.members.find(subject);
    if (!person) return;
    const { name, role } = person;
    const acts = () => {
      const known = again && this.#chain.session.present.has(subject);
      return this.full || known ? [] : [{ what: 'joined' as const, name, role }];
    };
    await this.#note(subject, { acts, presence: { way: 'come', server: this.#around.server } });
  }

  async #go(subject: string, server: string): Promise<void> {
    const acts = () => (this.full ? [] : [{ what: 'left' as const }]);
    await this.#note(subject, { acts, presence: { way: 'go', server } });
  }

  async #note(subject: string, what: Pick<Parameters<LogChain['write']>[0], 'acts' | 'presence'>) {
    await this.#chain.write({ who: subject, ...what }).catch((error: unknown) => this.#onTrouble(error));
  }

  /** People of servers that ended without a word have left, and so have those whom this server let go of with the room. */
  async #seeOff(): Promise<void> {
    if (this.#closed) return;
    const { link, server } = this.#around;
    const { people } = keysOf(this.#record.id);
    const stale = (await link.run(STALE_PEOPLE, [people, SERVERS], [server]).catch(() => [])) as Buffer[];
    for (const field of stale) {
      const [subject = '', where = ''] = String(field).split(' ');
      if (where !== server || !this.#room?.members.find(subject)) await this.#go(subject, where);
    }
  }

  /** Resolves when all changes up to there are in the document and have their lines, or the room is left. */
  async #reached(sequence: number): Promise<void> {
    while ((this.#at < sequence || this.#chain.logged < sequence) && !this.#closed) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  #runWaiters(): void {
    for (const run of this.#waiters.splice(0)) run();
  }

  #inOrder<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#changes.then(run);
    this.#changes = turn.catch(() => {});
    return turn;
  }

  #after(ms: number): Promise<void> {
    return new Promise((resolve) => this.#around.clock.after(ms, resolve));
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#chain.close();
    this.#endedBy();
    this.#runWaiters();
    this.#around.onClose(this);
  }
}
