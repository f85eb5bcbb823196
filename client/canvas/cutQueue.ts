import type { Stretch } from '../../shared/strokeCuts.ts';
import type { Timers } from '../document/throttle.ts';
import { Pace } from './pace.ts';

/** ms from the first touch of a stroke until what was taken out of it is written: others and the portrait follow, the document does not fill up */
const WRITE_MS = 150;
/** ms between two writes at least */
const LEAST_PAUSE_MS = 16;
/**
 * ms that one write may take, strokes of the first and of the smallest, and the pause after each as a multiple of what it took:
 * while a hand is at work nearly all frames are its own, and nobody waits for those of the time after.
 */
const BUSY = { lotMs: 8, first: 24, least: 8, pause: 20 };
const FREE = { lotMs: 20, first: 48, least: 24, pause: 1 };

export interface CutQueueHost {
  /** takes these stretches out of strokes, by id, as part of a step */
  write(stretches: ReadonlyMap<string, readonly Stretch[]>, step: number): void;
  /** whether a hand is at work: the frames are its own */
  busy(): boolean;
  /** the last sweep is over, and all is written */
  emptied(): void;
  /** ms on any steady clock */
  now(): number;
  timers: Timers;
}

interface Sweep {
  /** the step that undo takes back */
  step: number;
  /** by the time of the first touch */
  strokes: Map<string, { stretches: Stretch[]; since: number }>;
}

/**
 * What sweeps took out of strokes and is not written yet. Each stroke is written when the eraser has had time to pass it, and so
 * many at a time that no frame is late: those of a sweep over a full sheet are still being written when it is over.
 */
export class CutQueue {
  /** earliest first; the last one may be going on */
  private readonly sweeps: Sweep[] = [];
  private readonly beside = new Pace(BUSY.lotMs, BUSY.first, BUSY.least);
  private readonly alone = new Pace(FREE.lotMs, FREE.first, FREE.least);
  private timer: unknown = null;
  private open = false;
  /** when the next write may be */
  private free = 0;

  constructor(private readonly host: CutQueueHost) {}

  begin(step: number): void {
    this.open = true;
    this.sweeps.push({ step, strokes: new Map() });
  }

  add(id: string, touched: Stretch[]): void {
    const strokes = this.sweeps.at(-1)?.strokes;
    const known = strokes?.get(id);
    if (known) known.stretches.push(...touched);
    else strokes?.set(id, { stretches: touched, since: this.host.now() });
    if (this.timer === null) this.wake(WRITE_MS);
  }

  /** The sweep is over. */
  end(): void {
    this.open = false;
    this.writeDue();
  }

  /** The sweep was none. */
  discard(): void {
    this.sweeps.at(-1)?.strokes.clear();
    this.end();
  }

  /** Writes at once what waits, of all strokes or of these. */
  settle(ids?: readonly string[]): void {
    if (!this.next) return;
    for (const { step, strokes } of this.sweeps) this.write(step, strokes, ids ?? [...strokes.keys()]);
    this.sleep();
  }

  /** The earliest sweep of which something waits. */
  private get next(): Sweep | undefined {
    return this.sweeps.find(({ strokes }) => strokes.size > 0);
  }

  private writeDue(): void {
    const busy = this.open || this.host.busy();
    const pace = busy ? this.beside : this.alone;
    const { lot } = pace;
    const began = this.host.now();
    const { next } = this;
    if (next) {
      const due = [...next.strokes].filter(
        ([, { since }]) => !this.goesOn(next) || since <= began - WRITE_MS,
      );
      const written = this.write(
        next.step,
        next.strokes,
        due.slice(0, lot).map(([id]) => id),
      );
      if (written > 0) pace.learn(this.host.now() - began, written === lot);
    }
    const took = this.host.now() - began;
    const { pause } = busy ? BUSY : FREE;
    this.free = began + took + Math.max(LEAST_PAUSE_MS, took * pause);
    this.sleep();
  }

  private goesOn(sweep: Sweep): boolean {
    return this.open && sweep === this.sweeps.at(-1);
  }

  /** Until more is due. */
  private sleep(): void {
    this.host.timers.clear(this.timer);
    this.timer = null;
    const { next } = this;
    if (next) {
      const [first] = next.strokes.values();
      const due = first && this.goesOn(next) ? first.since + WRITE_MS : 0;
      this.wake(Math.max(this.free, due) - this.host.now());
    } else if (!this.open) {
      this.sweeps.length = 0;
      this.host.emptied();
    }
  }

  private wake(ms: number): void {
    this.timer = this.host.timers.set(() => this.writeDue(), ms);
  }

  /** @returns how many strokes were written */
  private write(step: number, strokes: Sweep['strokes'], ids: readonly string[]): number {
    const stretches = new Map<string, Stretch[]>();
    for (const id of ids) {
      const waiting = strokes.get(id);
      if (waiting) stretches.set(id, waiting.stretches);
      strokes.delete(id);
    }
    if (stretches.size > 0) this.host.write(stretches, step);
    return stretches.size;
  }
}
