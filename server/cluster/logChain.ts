import type { LogAct, LogEntry } from '../../shared/sessionLog.ts';
import type { Clock } from '../clock.ts';
import { RoomNotFoundError } from '../rooms/errors.ts';
import {
  BrokenChainError,
  EMPTY_HEAD,
  type LogHead,
  readLine,
  sha256,
  writeLine,
} from '../sessionLog/chain.ts';
import { emptySession, follow, type SessionState } from '../sessionLog/sessionState.ts';
import { keysOf, linesOf, SERVERS } from './keys.ts';
import { type RedisLink, StoreAwayError } from './redisLink.ts';
import { READ_LINES, WRITE_LINES } from './sharedLogScripts.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/** Lines that one look reads, and one step puts back. */
const BATCH = 2_000;
/** ms until what Redis did not take is tried again. */
const RETRY_MS = 250;

export interface LogChainSurroundings {
  room: string;
  link: RedisLink;
  subscriptions: Subscriptions;
  clock: Clock;
}

interface Wish {
  who: string | null;
  /** asked again where other lines came in between; null: there is nothing to do any more */
  acts: readonly LogAct[] | (() => readonly LogAct[] | null);
  /** of the change that these lines tell of; they are written once */
  sequence?: number;
  /** only where changes up to there have their lines, and no later ones */
  logged?: number;
  /** only where it is this person's first server, or their last */
  presence?: { way: 'come' | 'go'; server: string };
}

/** `needless`: somebody else did, or there was nothing to do; `ahead`: later changes have their lines already */
type WriteReply = 'written' | 'needless' | 'ahead';

/**
 * The lines of a session log as a Redis list that several servers write. A line names the one before, so a writer puts it at the end only
 * where that is the end which it has read; where another server was quicker, it reads what is new, makes its line anew and tries again.
 * All lines are kept here too: what Redis forgets is put back, as far as nobody wrote anything else meanwhile.
 */
export class LogChain {
  readonly lines: string[] = [];
  readonly session: SessionState = emptySession();
  readonly #around: LogChainSurroundings;
  readonly #onBroken: (error: BrokenChainError) => void;
  readonly #news: Subscription;
  #head: LogHead = EMPTY_HEAD;
  #logged = 0;
  #closing = false;
  /** one step after the other */
  #turns: Promise<unknown> = Promise.resolve();
  #planned = false;
  #heard = '';
  #keepsTrying = false;
  #closed = false;
  #onLine: (entry: LogEntry) => void = () => {};
  #onRead: () => void = () => {};

  /** @param onBroken what Redis has does not go on from what was read of it */
  constructor(around: LogChainSurroundings, onBroken: (error: BrokenChainError) => void) {
    this.#around = around;
    this.#onBroken = onBroken;
    this.#news = around.subscriptions.subscribe(linesOf(around.room), (news) => this.#hear(String(news)));
  }

  get head(): LogHead {
    return this.#head;
  }

  /** Changes of the room up to this sequence have their lines, as far as is known here. */
  get logged(): number {
    return this.#logged;
  }

  /** Somebody began to close the session. */
  get closing(): boolean {
    return this.#closing;
  }

  /** Resolves when all that was asked for until now is done. */
  get settled(): Promise<void> {
    return this.#turns.then(() => {});
  }

  onLine(listener: (entry: LogEntry) => void): void {
    this.#onLine = listener;
  }

  onRead(listener: () => void): void {
    this.#onRead = listener;
  }

  /** Reads the whole log; what is written from then on is heard. */
  async open(): Promise<void> {
    await this.#news.heard;
    await this.read();
  }

  /** From now on what Redis does not take is tried until it does. */
  keepTrying(): void {
    this.#keepsTrying = true;
  }

  /** Reads what others wrote. @throws BrokenChainError, StoreAwayError */
  read(): Promise<void> {
    return this.#inTurn(() => this.#read());
  }

  /** Puts lines at the end. @returns where the log ends then */
  write(wish: Wish): Promise<{ reply: WriteReply; head: LogHead }> {
    return this.#inTurn(async () => ({ reply: await this.#write(wish), head: this.#head }));
  }

  /** Tries until Redis answers, or the room is left. */
  async trying<T>(run: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof StoreAwayError) || !this.#keepsTrying || this.#closed) throw error;
      }
      await new Promise<void>((resolve) => this.#around.clock.after(RETRY_MS, resolve));
      if (this.#closed) throw new StoreAwayError(null);
    }
  }

  close(): void {
    this.#closed = true;
    this.#news.end();
  }

  async #write(wish: Wish): Promise<WriteReply> {
    const { who, acts, sequence = 0 } = wish;
    let tried: string | undefined;
    let triedAt = 0;
    for (;;) {
      // It was taken after all, and only the answer got lost.
      if (tried !== undefined && this.lines[triedAt] === tried) {
        return wish.logged === undefined || wish.logged === this.#logged ? 'written' : 'ahead';
      }
      const list = typeof acts === 'function' ? acts() : acts;
      if (!list || (list.length === 0 && sequence === 0 && !wish.presence)) return 'needless';
      const [lines, head] = this.#chained(who, list);
      [tried, triedAt] = [lines[0], this.lines.length];
      const reply = await this.trying(() => this.#put(wish, lines, head));
      if (reply === 'written' || reply === 'needless') {
        if (reply === 'written') for (const line of lines) this.#take(line);
        this.#logged = Math.max(this.#logged, sequence);
        this.#onRead();
        return reply;
      }
      if (reply === 'gone') throw new RoomNotFoundError();
      if (reply === 'away') {
        // A server that knows the room puts it back.
        if (!this.#keepsTrying || this.#closed) throw new StoreAwayError(null);
        await new Promise<void>((resolve) => this.#around.clock.after(RETRY_MS, resolve));
      } else {
        await this.trying(() => this.#read());
        if (reply === 'ahead') return 'ahead';
      }
    }
  }

  #chained(who: string | null, acts: readonly LogAct[]): [lines: string[], head: LogHead] {
    let head = this.#head;
    const lines = acts.map((act) => {
      const [line, next] = writeLine(head, this.#around.clock.now(), who, act);
      head = next;
      return line;
    });
    return [lines, head];
  }

  async #put({ sequence = 0, logged, presence, who }: Wish, lines: string[], head: LogHead): Promise<string> {
    const { room, link } = this.#around;
    const { meta, session, people, gone } = keysOf(room);
    const reply = await link.run(
      WRITE_LINES,
      [meta, session, people, gone, SERVERS],
      [
        String(this.#head.lines),
        this.#head.digest,
        head.digest,
        String(sequence),
        logged === undefined ? '' : String(logged),
        presence?.way ?? '',
        who ?? '',
        presence?.server ?? '',
        linesOf(room),
        ...lines,
      ],
    );
    return String(reply);
  }

  async #read(): Promise<void> {
    const { room, link } = this.#around;
    const { meta, session } = keysOf(room);
    for (;;) {
      const known = String(this.#head.lines);
      const [count, digest, lines, logged, closing] = (await link.run(
        READ_LINES,
        [meta, session],
        [known, String(BATCH)],
      )) as [number, Buffer, Buffer[], Buffer, number];
      if (count < this.#head.lines) {
        await this.#putBack(count, String(digest));
        continue;
      }
      try {
        for (const line of lines) this.#take(String(line));
        if (count === this.#head.lines && count > 0 && String(digest) !== this.#head.digest) {
          throw new BrokenChainError(count, `Log line ${count} is not the one that was read before.`);
        }
      } catch (error) {
        if (error instanceof BrokenChainError) this.#onBroken(error);
        throw error;
      }
      this.#logged = Math.max(this.#logged, Number(logged));
      this.#closing ||= closing === 1;
      this.#onRead();
      if (count === this.#head.lines) return;
    }
  }

  /** Redis forgot the last lines. */
  async #putBack(count: number, digest: string): Promise<void> {
    const { room, link } = this.#around;
    const { meta, session, people, gone } = keysOf(room);
    const last = this.lines[count - 1];
    if (last !== undefined && sha256(last) !== digest) {
      const error = new BrokenChainError(count, `Log line ${count} is not the one that was read before.`);
      this.#onBroken(error);
      throw error;
    }
    const before = last === undefined ? EMPTY_HEAD.digest : digest;
    const next = this.lines.slice(count, count + BATCH);
    const end = sha256(next.at(-1) as string);
    const whole = count + next.length === this.lines.length;
    const reply = String(
      await link.run(
        WRITE_LINES,
        [meta, session, people, gone, SERVERS],
        [String(count), before, end, '0', '', '', '', '', linesOf(room), ...next],
      ),
    );
    if (reply === 'gone') throw new RoomNotFoundError();
    if (reply === 'away') throw new StoreAwayError(null);
    if (whole && reply === 'written' && this.#logged > 0) {
      await this.#put({ who: null, acts: [], sequence: this.#logged }, [], this.#head);
    }
  }

  #take(line: string): void {
    const [entry, head] = readLine(this.#head, line);
    this.lines.push(line);
    this.#head = head;
    follow(this.session, entry);
    this.#onLine(entry);
  }

  /** @param news how many lines there are, and up to where changes have theirs */
  #hear(news: string): void {
    this.#heard = news;
    if (this.#planned || this.#closed) return;
    this.#planned = true;
    this.#inTurn(async () => {
      this.#planned = false;
      // Mostly it is what was written here.
      if (!this.#closed && this.#heard !== `${this.#head.lines} ${this.#logged}`) await this.#read();
    }).catch(() => {
      // Redis is away: it is read again when it is back. A broken chain was told.
    });
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(run);
    this.#turns = turn.catch(() => {});
    return turn;
  }
}
