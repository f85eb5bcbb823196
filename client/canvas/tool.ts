import type { PenSample } from './strokeBuilder.ts';

/** What a pointer does on the canvas, from down to up. */
export interface Tool {
  begin(sample: PenSample): void;
  /** every reading since the last call, oldest first */
  extend(samples: readonly PenSample[]): void;
  end(): void;
  /** the gesture was none: a palm, or the first finger of two */
  discard(): void;
}
