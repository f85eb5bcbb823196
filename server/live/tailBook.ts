import type { Point } from '../../shared/canvas.ts';
import type { Cursor, InkChunk } from '../../shared/events.ts';
import { LIVE_TAIL_TIMEOUT_MS, MAX_STROKE_POINTS } from '../../shared/limits.ts';
import type { LiveFrame, TailUpdate } from '../../shared/liveFrame.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';

/** ms that a tail stays after pen-up, since its stroke comes by the other socket. */
const LANDING_GRACE_MS = 500;
/** Tails of one connection: the one whose pen is down, and quick ones before it that still land. */
const MAX_TAILS_PER_HOLDER = 4;

type TailFrame = Pick<LiveFrame, 'tails' | 'ended' | 'cursors'>;

/** A stroke whose pen is down, or just went up. */
export interface Tail {
  subject: string;
  strokeId: string;
  /** px */
  width: number;
  /** gaps of lost chunks are left out */
  points: Point[];
}

interface OpenTail extends Tail {
  /** the connection that draws it */
  holder: string;
  /** stretches of points without a gap: index within the stroke, and within `points` */
  runs: { from: number; at: number }[];
  /** index that the next chunk should start at */
  next: number;
  /** ms: forgotten then unless there is news */
  deadline: number;
}

/**
 * The live tails and cursors of one room, and what of them the others have not been told yet.
 */
export class TailBook {
  /** by stroke id, oldest first */
  readonly #tails = new Map<string, OpenTail>();
  #news: TailUpdate[] = [];
  #ended: string[] = [];
  #cursors = new Map<string, Cursor>();
  #shownCursors = new Map<string, Cursor>();
  #sequence = 0;

  /** Counts changes of the tails. */
  get sequence(): number {
    return this.#sequence;
  }

  get hasNews(): boolean {
    return this.#news.length > 0 || this.#ended.length > 0 || this.#cursors.size > 0;
  }

  /** Every tail that the document does not hold yet. */
  get tails(): readonly Tail[] {
    return [...this.#tails.values()];
  }

  /** @returns false where the chunk brings nothing: a repetition, somebody else's stroke, one over the limit */
  add(holder: string, subject: string, chunk: InkChunk, points: Point[], now: number): boolean {
    const tail = this.#tails.get(chunk.strokeId) ?? this.#begin(holder, subject, chunk);
    if (tail.holder !== holder) return false;
    const fresh = points.slice(Math.max(0, tail.next - chunk.from));
    const from = Math.max(chunk.from, tail.next);
    if (fresh.length === 0 || from + fresh.length > MAX_STROKE_POINTS) return false;
    if (tail.runs.length === 0 || from > tail.next) tail.runs.push({ from, at: tail.points.length });
    tail.points.push(...fresh);
    tail.next = from + fresh.length;
    tail.deadline = now + LIVE_TAIL_TIMEOUT_MS;
    this.#news.push({ ...identityOf(tail), from, points: encodePoints(fresh) });
    this.#sequence++;
    return true;
  }

  /** The pen went up: the tail stays a moment, until its stroke lands in the document. */
  lift(holder: string, strokeId: string, now: number): void {
    const tail = this.#tails.get(strokeId);
    if (tail?.holder === holder) tail.deadline = Math.min(tail.deadline, now + LANDING_GRACE_MS);
  }

  /** The stroke is in the document, whoever brought it. @returns true when a tail ended */
  land(strokeId: string): boolean {
    return this.#end(strokeId);
  }

  /** A connection is gone, and with it its pens. @returns true when a tail ended */
  drop(holder: string): boolean {
    const ids = [...this.#tails.values()]
      .filter((tail) => tail.holder === holder)
      .map((tail) => tail.strokeId);
    for (const id of ids) this.#end(id);
    return ids.length > 0;
  }

  /** Ends tails without news. @returns true when one ended */
  expire(now: number): boolean {
    let ended = false;
    for (const [strokeId, { deadline }] of [...this.#tails]) {
      if (deadline <= now) ended = this.#end(strokeId) || ended;
    }
    return ended;
  }

  /** ms since the Unix epoch of the next expiry, or null */
  get nextDeadline(): number | null {
    let next: number | null = null;
    for (const { deadline } of this.#tails.values()) next = Math.min(next ?? deadline, deadline);
    return next;
  }

  moveCursor(subject: string, cursor: Cursor): void {
    this.#cursors.set(subject, cursor);
  }

  /** A person has left altogether. */
  forgetCursor(subject: string): void {
    if (this.#shownCursors.has(subject) || this.#cursors.has(subject)) this.#cursors.set(subject, null);
  }

  /** Takes what happened since the frame before. */
  takeFrame(): TailFrame {
    for (const [subject, cursor] of this.#cursors) {
      if (cursor) this.#shownCursors.set(subject, cursor);
      else this.#shownCursors.delete(subject);
    }
    const cursors = [...this.#cursors].map(([subject, cursor]) => ({ subject, cursor }));
    const frame = { tails: this.#news, ended: this.#ended, cursors };
    this.#news = [];
    this.#ended = [];
    this.#cursors = new Map();
    return frame;
  }

  /** All that is there, for somebody who just came. */
  wholeFrame(): TailFrame {
    const tails = [...this.#tails.values()].flatMap((tail) =>
      tail.runs.map((run, index) => ({
        ...identityOf(tail),
        from: run.from,
        points: encodePoints(tail.points.slice(run.at, tail.runs[index + 1]?.at)),
      })),
    );
    return {
      tails,
      ended: [],
      cursors: [...this.#shownCursors].map(([subject, cursor]) => ({ subject, cursor })),
    };
  }

  #begin(holder: string, subject: string, { strokeId, width }: InkChunk): OpenTail {
    const own = [...this.#tails.values()].filter((tail) => tail.holder === holder);
    if (own[0] && own.length >= MAX_TAILS_PER_HOLDER) this.#end(own[0].strokeId);
    const tail = { holder, subject, strokeId, width, points: [], runs: [], next: 0, deadline: 0 };
    this.#tails.set(strokeId, tail);
    return tail;
  }

  #end(strokeId: string): boolean {
    if (!this.#tails.delete(strokeId)) return false;
    this.#ended.push(strokeId);
    this.#sequence++;
    return true;
  }
}

function identityOf({ subject, strokeId, width }: Tail) {
  return { subject, strokeId, width };
}
