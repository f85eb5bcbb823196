import type { PenSample } from './strokeBuilder.ts';

export const STEADINESS = ['off', 'light', 'strong'] as const;
export type Steadiness = (typeof STEADINESS)[number];

/** ms in which the line comes two thirds of the way to the pen */
const LAG_MS: Record<Steadiness, number> = { off: 0, light: 40, strong: 120 };

/** Lets the line follow the pen like something drawn behind it: a hand that trembles draws evenly. */
export class Stabiliser {
  private last: PenSample;

  constructor(
    first: PenSample,
    private readonly steadiness: Steadiness,
  ) {
    this.last = first;
  }

  /** Where the line goes when the pen comes to a place. */
  follow(sample: PenSample): PenSample {
    const lag = LAG_MS[this.steadiness];
    // by time, so that a pen of 240 readings a second feels like one of 60
    const share = lag === 0 ? 1 : 1 - Math.exp(-Math.max(1, sample.at - this.last.at) / lag);
    const between = (a: number, b: number) => a + (b - a) * share;
    this.last = {
      x: between(this.last.x, sample.x),
      y: between(this.last.y, sample.y),
      pressure: between(this.last.pressure, sample.pressure),
      at: sample.at,
    };
    return this.last;
  }
}
