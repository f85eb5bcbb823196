import type { Stretch } from '../../shared/strokeCuts.ts';
import { sweptStretches } from './cutter.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import type { Place } from './geometry.ts';
import type { Tool } from './tool.ts';

/** ms from the first touch of a stroke until what was taken out of it is written: others and the portrait follow, the document does not fill up */
const WRITE_MS = 150;

export interface CutterHost {
  strokes(): Iterable<FinishedStroke>;
  startGesture(): void;
  /** canvas px */
  reach(): number;
  /** shows at once that there is no ink between two places; what is to be seen there follows */
  wipe(from: Place, to: Place, reach: number): void;
  /** the sweep is over, and all of it is written */
  wiped(): void;
  /** takes these stretches out of strokes, by id */
  cut(stretches: ReadonlyMap<string, readonly Stretch[]>): void;
  /** ms on any steady clock */
  now(): number;
}

/**
 * Takes away the ink under the pointer and leaves the rest of each stroke; one sweep is one undo step. Each stroke is written when
 * the eraser has had time to pass it: so much at a time that no frame is late.
 */
export class CutterTool implements Tool {
  private last: Place | null = null;
  /** by the time of the first touch */
  private readonly waiting = new Map<string, { stretches: Stretch[]; since: number }>();

  constructor(private readonly host: CutterHost) {}

  begin(sample: Place): void {
    this.host.startGesture();
    this.sweep(sample, sample);
    this.write(this.host.now());
  }

  extend(samples: readonly Place[]): void {
    for (const sample of samples) this.sweep(this.last ?? sample, sample);
    this.write(this.host.now() - WRITE_MS);
  }

  end(): void {
    this.write(this.host.now());
    this.last = null;
    this.host.wiped();
  }

  discard(): void {
    this.waiting.clear();
    this.last = null;
    this.host.wiped();
  }

  private sweep(from: Place, to: Place): void {
    this.last = to;
    const reach = this.host.reach();
    this.host.wipe(from, to, reach);
    for (const [id, touched] of sweptStretches(this.host.strokes(), from, to, reach)) {
      const known = this.waiting.get(id);
      if (known) known.stretches.push(...touched);
      else this.waiting.set(id, { stretches: touched, since: this.host.now() });
    }
  }

  /** @param until writes the strokes that were touched first by then */
  private write(until: number): void {
    const due = new Map<string, Stretch[]>();
    for (const [id, { stretches, since }] of this.waiting) {
      if (since > until) break;
      due.set(id, stretches);
      this.waiting.delete(id);
    }
    if (due.size > 0) this.host.cut(due);
  }
}
