import type { Stretch } from '../../shared/strokeCuts.ts';
import { sweptStretches } from './cutter.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import type { Place } from './geometry.ts';
import type { Tool } from './tool.ts';

/** ms between two writes of a sweep: others and the portrait follow, the document does not fill up */
const WRITE_MS = 150;

export interface CutterHost {
  strokes(): Iterable<FinishedStroke>;
  startGesture(): void;
  /** canvas px */
  reach(): number;
  /** takes these stretches out of strokes, by id */
  cut(stretches: ReadonlyMap<string, readonly Stretch[]>): void;
  /** ms on any steady clock */
  now(): number;
}

/** Takes away the ink under the pointer and leaves the rest of each stroke; one sweep is one undo step. */
export class CutterTool implements Tool {
  private last: Place | null = null;
  private waiting = new Map<string, Stretch[]>();
  private writtenAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly host: CutterHost) {}

  begin(sample: Place): void {
    this.host.startGesture();
    this.sweep(sample, sample);
    this.write();
  }

  extend(samples: readonly Place[]): void {
    for (const sample of samples) this.sweep(this.last ?? sample, sample);
    if (this.host.now() - this.writtenAt >= WRITE_MS) this.write();
  }

  end(): void {
    this.write();
    this.last = null;
  }

  discard(): void {
    this.waiting.clear();
    this.last = null;
  }

  private sweep(from: Place, to: Place): void {
    this.last = to;
    for (const [id, touched] of sweptStretches(this.host.strokes(), from, to, this.host.reach())) {
      this.waiting.set(id, [...(this.waiting.get(id) ?? []), ...touched]);
    }
  }

  private write(): void {
    this.writtenAt = this.host.now();
    if (this.waiting.size === 0) return;
    this.host.cut(this.waiting);
    this.waiting = new Map();
  }
}
