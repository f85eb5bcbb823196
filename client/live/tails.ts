import type { Point } from '../../shared/canvas.ts';
import { LIVE_TAIL_TIMEOUT_MS, MAX_STROKE_POINTS } from '../../shared/limits.ts';
import type { LiveFrame } from '../../shared/liveFrame.ts';
import { decodePoints, StrokeFormatError } from '../../shared/strokeCodec.ts';

/** ms that a tail whose pen went up stays visible while its finished stroke is on the way */
const ENDED_TAIL_MS = 2_000;

/** The stroke under someone's pen, as far as it arrived. */
export interface Tail {
  strokeId: string;
  subject: string;
  width: number;
  /** in order; a lost chunk leaves a straight line */
  points: readonly Point[];
}

interface HeldTail {
  subject: string;
  width: number;
  /** sparse: index within the stroke → point */
  points: (Point | undefined)[];
  /** ms; the tail is forgotten then */
  until: number;
}

/** Other people's strokes while their pens are down. */
export class Tails {
  private readonly held = new Map<string, HeldTail>();
  private readonly done = new Set<string>();

  /** @param ignore strokes that need no tail: own ones, and those already in the document */
  constructor(
    private readonly ignore: (strokeId: string) => boolean,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get active(): boolean {
    return this.held.size > 0;
  }

  /** Takes in a frame; returns whether there is something new to draw. */
  receive(frame: LiveFrame): boolean {
    let changed = false;
    for (const update of frame.tails) {
      if (this.done.has(update.strokeId) || this.ignore(update.strokeId)) continue;
      changed = this.extend(update) || changed;
    }
    for (const id of frame.ended) {
      const tail = this.held.get(id);
      if (tail) tail.until = this.now() + ENDED_TAIL_MS;
    }
    return changed;
  }

  /** The finished stroke is in the document: its tail has done its work. */
  finish(strokeId: string): void {
    if (!this.held.delete(strokeId)) return;
    this.done.add(strokeId);
    // a late chunk may still come within the time that a tail lives; older ids are of no use
    if (this.done.size > 256) this.done.delete(this.done.values().next().value as string);
  }

  /** The tails to draw now; forgets those without news. */
  visible(): Tail[] {
    const now = this.now();
    const tails: Tail[] = [];
    for (const [strokeId, tail] of this.held) {
      if (tail.until <= now) {
        this.held.delete(strokeId);
        continue;
      }
      const points = tail.points.filter((point) => point !== undefined);
      tails.push({ strokeId, subject: tail.subject, width: tail.width, points });
    }
    return tails;
  }

  clear(): void {
    this.held.clear();
  }

  private extend({ strokeId, subject, width, from, points: bytes }: LiveFrame['tails'][number]): boolean {
    const points = readablePoints(bytes);
    if (points.length === 0 || from + points.length > MAX_STROKE_POINTS) return false;
    const tail = this.held.get(strokeId) ?? { subject, width, points: [], until: 0 };
    for (const [index, point] of points.entries()) tail.points[from + index] = point;
    tail.until = this.now() + LIVE_TAIL_TIMEOUT_MS;
    this.held.set(strokeId, tail);
    return true;
  }
}

/** Points that cannot be read are a gap like a lost chunk. */
function readablePoints(bytes: Uint8Array): Point[] {
  try {
    return decodePoints(bytes);
  } catch (error) {
    if (error instanceof StrokeFormatError) return [];
    throw error;
  }
}
