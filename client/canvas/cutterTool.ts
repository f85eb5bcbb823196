import type { Stretch } from '../../shared/strokeCuts.ts';
import type { Timers } from '../document/throttle.ts';
import { CutQueue } from './cutQueue.ts';
import { sweptStretches } from './cutter.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import type { Place } from './geometry.ts';
import type { Tool } from './tool.ts';

export interface CutterHost {
  strokes(): Iterable<FinishedStroke>;
  /** @returns the step that begins */
  startGesture(): number;
  /** canvas px */
  reach(): number;
  /** shows at once that there is no ink between two places; what is to be seen there follows */
  wipe(from: Place, to: Place, reach: number): void;
  /** the sweep is over, and all of it is written */
  wiped(): void;
  /** takes these stretches out of strokes, by id, as part of a step */
  cut(stretches: ReadonlyMap<string, readonly Stretch[]>, step: number): void;
  /** whether a hand is at work, with whatever tool */
  busy(): boolean;
  /** ms on any steady clock */
  now(): number;
  timers: Timers;
}

/** Takes away the ink under the pointer and leaves the rest of each stroke; one sweep is one undo step. */
export class CutterTool implements Tool {
  private last: Place | null = null;
  private readonly queue: CutQueue;

  constructor(private readonly host: CutterHost) {
    const { timers } = host;
    this.queue = new CutQueue({
      write: (stretches, step) => host.cut(stretches, step),
      busy: () => host.busy(),
      emptied: () => host.wiped(),
      now: () => host.now(),
      timers,
    });
  }

  begin(sample: Place): void {
    this.queue.begin(this.host.startGesture());
    this.sweep(sample, sample);
  }

  extend(samples: readonly Place[]): void {
    for (const sample of samples) this.sweep(this.last ?? sample, sample);
  }

  end(): void {
    this.last = null;
    this.queue.end();
  }

  discard(): void {
    this.last = null;
    this.queue.discard();
  }

  /** Writes what sweeps took out and is still waiting, of all strokes or of these. */
  settle(ids?: readonly string[]): void {
    this.queue.settle(ids);
  }

  private sweep(from: Place, to: Place): void {
    this.last = to;
    const reach = this.host.reach();
    this.host.wipe(from, to, reach);
    for (const [id, touched] of sweptStretches(this.host.strokes(), from, to, reach))
      this.queue.add(id, touched);
  }
}
