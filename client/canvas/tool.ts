import type { PenSample } from './strokeBuilder.ts';

/** What a pointer does on the canvas, from down to up. */
export interface Tool {
  /** @param shift the key is held */
  begin(sample: PenSample, shift?: boolean): void;
  /**
   * @param samples every reading since the last call, oldest first
   * @param predicted where the pointer will probably be next: to be shown, never kept
   * @param shift the key is held
   */
  extend(samples: readonly PenSample[], predicted?: readonly PenSample[], shift?: boolean): void;
  end(): void;
  /** the gesture was none: a palm, or the first finger of two */
  discard(): void;
}
