import type { Stretch } from '../../shared/strokeCuts.ts';
import type { Timers } from '../document/throttle.ts';
import { Pace } from './pace.ts';

/** ms from the first touch of a stroke until what was taken out of it is written: others and the portrait follow, the document does not fill up */
const WRITE_MS = 150;
/** ms between two writes at least */
const LEAST_PAUSE_MS = 16;
/**
 * ms that one write may take, strokes of the first and of the smallest, and the pause after each as a multiple of what it took:
 * while the eraser sweeps nearly all frames are its own, and nobody waits for those of the time after.
 */
const SWEEPING = { lotMs: 8, first: 24, least: 8, pause: 20 };
const OVER = { lotMs: 30, first: 48, least: 32, pause: 1 };

export interface CutQueueHost {
  /** takes these stretches out of strokes, by id */
  write(stretches: ReadonlyMap<string, readonly Stretch[]>): void;
  /** the sweep is over, and all of it is written */
  emptied(): void;
  /** ms on any steady clock */
  now(): number;
  timers: Timers;
}

/**
 * What a sweep took out of strokes and is not written yet. Each stroke is written when the eraser has had time to pass it, and so
 * many at a time that no frame is late: those of a sweep over a full sheet are still being written when it is over.
 */
export class CutQueue {
  /** by the time of the first touch */
  private readonly waiting = new Map<string, { stretches: Stretch[]; since: number }>();
  private readonly sweeping = new Pace(SWEEPING.lotMs, SWEEPING.first, SWEEPING.least);
  private readonly over = new Pace(OVER.lotMs, OVER.first, OVER.least);
  private timer: unknown = null;
  private open = false;
  /** when the next write may be */
  private free = 0;

  constructor(private readonly host: CutQueueHost) {}

  /** A sweep begins; what waits of the one before was settled. */
  begin(): void {
    this.open = true;
  }

  add(id: string, touched: Stretch[]): void {
    const known = this.waiting.get(id);
    if (known) known.stretches.push(...touched);
    else this.waiting.set(id, { stretches: touched, since: this.host.now() });
    if (this.timer === null) this.wake(WRITE_MS);
  }

  /** The sweep is over. */
  end(): void {
    this.open = false;
    this.writeDue();
  }

  /** The sweep was none. */
  discard(): void {
    this.waiting.clear();
    this.end();
  }

  /** Writes all that waits, at once. */
  settle(): void {
    if (this.waiting.size === 0) return;
    this.write(Number.POSITIVE_INFINITY, this.waiting.size);
    this.sleep();
  }

  private writeDue(): void {
    const pace = this.open ? this.sweeping : this.over;
    const { lot } = pace;
    const began = this.host.now();
    const written = this.write(this.open ? began - WRITE_MS : began, lot);
    const took = this.host.now() - began;
    if (written > 0) pace.learn(took, written === lot);
    const { pause } = this.open ? SWEEPING : OVER;
    this.free = began + took + Math.max(LEAST_PAUSE_MS, took * pause);
    this.sleep();
  }

  /** Until more is due. */
  private sleep(): void {
    this.host.timers.clear(this.timer);
    this.timer = null;
    const [next] = this.waiting.values();
    if (next) this.wake(Math.max(this.free, this.open ? next.since + WRITE_MS : 0) - this.host.now());
    else if (!this.open) this.host.emptied();
  }

  private wake(ms: number): void {
    this.timer = this.host.timers.set(() => this.writeDue(), ms);
  }

  /** @param until writes strokes that were touched first by then @param most so many of them @returns how many it were */
  private write(until: number, most: number): number {
    const due = new Map<string, Stretch[]>();
    for (const [id, { stretches, since }] of this.waiting) {
      if (since > until || due.size === most) break;
      due.set(id, stretches);
      this.waiting.delete(id);
    }
    if (due.size > 0) this.host.write(due);
    return due.size;
  }
}
