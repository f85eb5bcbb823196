import type { Point } from '../../shared/canvas.ts';
import { MAX_STROKE_POINTS } from '../../shared/limits.ts';
import type { Stroke } from '../../shared/strokeCodec.ts';
import { clampToCanvas, type Place } from './geometry.ts';

/** Canvas px; closer points add bytes but nothing to see, and a fast pen sends a thousand a second. */
const MIN_STEP = 0.6;

/** One reading of the pen. */
export interface PenSample extends Place {
  /** 0…1, ½ where the device measures none */
  pressure: number;
  /** ms on any steady clock */
  at: number;
}

/** The stroke under the own pen: clamped into the canvas, thinned out, within the limit of points. */
export class StrokeBuilder {
  readonly points: Point[] = [];
  private readonly firstAt: number;

  /** @param startedAt ms since the Unix epoch */
  constructor(
    readonly id: string,
    readonly width: number,
    private readonly startedAt: number,
    first: PenSample,
  ) {
    this.firstAt = first.at;
    this.push(first);
  }

  /** Whether the next point must begin a new stroke. */
  get full(): boolean {
    return this.points.length >= MAX_STROKE_POINTS;
  }

  add(sample: PenSample): void {
    const last = this.points.at(-1) as Point;
    const { x, y } = clampToCanvas(sample);
    if (Math.hypot(x - last.x, y - last.y) >= MIN_STEP) this.push(sample);
  }

  /** The points, and samples after them that are not kept. */
  pointsWith(samples: readonly PenSample[]): readonly Point[] {
    return samples.length === 0
      ? this.points
      : [...this.points, ...samples.map((each) => this.pointOf(each))];
  }

  finish(author: string): Stroke {
    const { width, startedAt, points } = this;
    return { author, tool: 'pen', width, startedAt, points };
  }

  private push(sample: PenSample): void {
    this.points.push(this.pointOf(sample));
  }

  private pointOf(sample: PenSample): Point {
    const { pressure, at } = sample;
    return { ...clampToCanvas(sample), pressure, time: Math.max(0, at - this.firstAt) };
  }
}
