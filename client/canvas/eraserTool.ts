import { strokesTouched } from './eraser.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import type { Place } from './geometry.ts';
import type { Tool } from './tool.ts';

export interface EraserHost {
  strokes(): Iterable<FinishedStroke>;
  startGesture(): void;
  erase(ids: string[]): void;
}

/** Takes away whole strokes under the pointer; one sweep is one undo step. */
export class EraserTool implements Tool {
  private last: Place | null = null;

  constructor(private readonly host: EraserHost) {}

  begin(sample: Place): void {
    this.host.startGesture();
    this.last = sample;
    this.sweep(sample, sample);
  }

  extend(samples: readonly Place[]): void {
    for (const sample of samples) {
      this.sweep(this.last ?? sample, sample);
      this.last = sample;
    }
  }

  end(): void {
    this.last = null;
  }

  discard(): void {
    this.end();
  }

  private sweep(from: Place, to: Place): void {
    const ids = strokesTouched(this.host.strokes(), from, to);
    if (ids.length > 0) this.host.erase(ids);
  }
}
