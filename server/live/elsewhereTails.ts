import { z } from 'zod';
import type { SharedView } from '../../shared/events.ts';
import { decodeLiveFrame, encodeLiveFrame, type LiveFrame } from '../../shared/liveFrame.ts';
import { decodePoints, StrokeFormatError } from '../../shared/strokeCodec.ts';
import type { Topic } from '../rooms/roomBus.ts';
import { type Tail, TailBook } from './tailBook.ts';

/** Characters of a frame: all tails of a full room for a newcomer. */
const MAX_FRAME_LENGTH = 8 * 1024 * 1024;

/** A server's frame for the other servers' people; it gets to them without waiting for their servers' next one. */
export const LIVE_FRAME: Topic<string> = { name: 'live', schema: z.string().max(MAX_FRAME_LENGTH) };

const EMPTY: LiveFrame = { tails: [], ended: [], cursors: [], views: [], lasers: [] };

/** Tails and cursors of people at other servers: a book a server, since a server's end ends all of its. */
export class ElsewhereTails {
  readonly #books = new Map<string, TailBook>();
  /** what they look at, for who comes later */
  readonly #views = new Map<string, Map<string, SharedView>>();
  #gone: LiveFrame = EMPTY;
  /** changes of books that are gone */
  #pastSequence = 0;

  get tails(): readonly Tail[] {
    return [...this.#books.values()].flatMap(({ tails }) => tails);
  }

  get sequence(): number {
    return [...this.#books.values()].reduce((sum, { sequence }) => sum + sequence, this.#pastSequence);
  }

  get nextDeadline(): number | null {
    const deadlines = [...this.#books.values()].flatMap(({ nextDeadline }) => nextDeadline ?? []);
    return deadlines.length > 0 ? Math.min(...deadlines) : null;
  }

  /** Something ended that this server's people have not been told. */
  get hasEnds(): boolean {
    return this.#gone !== EMPTY;
  }

  /**
   * @returns what this server's people are told at once; ends wait for the next frame, so that none takes a tail away
   * before its stroke is here; null where there is nothing to tell
   */
  take(server: string, text: string, now: number): string | null {
    const frame = decodeLiveFrame(text);
    const book = this.#bookOf(server);
    for (const { subject, points, ...chunk } of frame.tails) {
      try {
        book.add(chunk.strokeId, subject, { ...chunk, points }, decodePoints(points), now);
      } catch (error) {
        if (!(error instanceof StrokeFormatError)) throw error;
      }
    }
    for (const { subject, cursor } of frame.cursors) book.moveCursor(subject, cursor);
    for (const id of frame.ended) book.land(id);
    this.#collectEnds(book);
    for (const { subject, view } of frame.views) this.#viewsOf(server).set(subject, view);
    const { tails, cursors, views, lasers } = frame;
    if ([tails, cursors, views, lasers].every(({ length }) => length === 0)) return null;
    return frame.ended.length === 0 ? text : encodeLiveFrame({ ...frame, ended: [] });
  }

  land(strokeId: string): void {
    for (const book of this.#books.values()) if (book.land(strokeId)) this.#collectEnds(book);
  }

  /** @returns true when a tail ended */
  expire(now: number): boolean {
    let ended = false;
    for (const book of this.#books.values()) {
      if (!book.expire(now)) continue;
      ended = true;
      this.#collectEnds(book);
    }
    return ended;
  }

  /** The server let the room go, or died. @returns true when a tail ended */
  drop(server: string): boolean {
    this.#views.delete(server);
    const book = this.#books.get(server);
    if (!book) return false;
    const { tails, cursors } = book.wholeFrame();
    this.#books.delete(server);
    this.#pastSequence += book.sequence + 1;
    this.#gone = {
      ...EMPTY,
      ended: [...this.#gone.ended, ...new Set(tails.map(({ strokeId }) => strokeId))],
      cursors: [...this.#gone.cursors, ...cursors.map(({ subject }) => ({ subject, cursor: null }))],
    };
    return tails.length > 0;
  }

  /** What others at that server looked at is forgotten. @param subjects who is there */
  keepViewsOf(server: string, subjects: ReadonlySet<string>): void {
    const views = this.#views.get(server);
    if (!views) return;
    for (const subject of [...views.keys()]) if (!subjects.has(subject)) views.delete(subject);
    if (views.size === 0) this.#views.delete(server);
  }

  /** What this server's next frame says beside its own. */
  takeEnds(): LiveFrame {
    const ends = this.#gone;
    this.#gone = EMPTY;
    return ends;
  }

  wholeFrame(): LiveFrame {
    const views = [...this.#views.values()].flatMap((known) =>
      [...known].map(([subject, view]) => ({ subject, view })),
    );
    return joined([...[...this.#books.values()].map((book) => book.wholeFrame()), { views }]);
  }

  #bookOf(server: string): TailBook {
    let book = this.#books.get(server);
    if (!book) {
      book = new TailBook();
      this.#books.set(server, book);
    }
    return book;
  }

  #viewsOf(server: string): Map<string, SharedView> {
    let views = this.#views.get(server);
    if (!views) {
      views = new Map();
      this.#views.set(server, views);
    }
    return views;
  }

  /** The book's own news were told already, but for ends. */
  #collectEnds(book: TailBook): void {
    const { ended } = book.takeFrame();
    if (ended.length > 0) this.#gone = { ...this.#gone, ended: [...this.#gone.ended, ...ended] };
  }
}

/** Several frames as one. */
export function joined(frames: Partial<LiveFrame>[]): LiveFrame {
  return {
    tails: frames.flatMap(({ tails = [] }) => tails),
    ended: frames.flatMap(({ ended = [] }) => ended),
    cursors: frames.flatMap(({ cursors = [] }) => cursors),
    views: frames.flatMap(({ views = [] }) => views),
    lasers: frames.flatMap(({ lasers = [] }) => lasers),
  };
}
