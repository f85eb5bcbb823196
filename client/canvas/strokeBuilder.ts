import type { Point } from '../../shared/canvas.ts';
import { MAX_STROKE_POINTS } from '../../shared/limits.ts';
import type { Stroke } from '../../shared/strokeCodec.ts';
import { clampToCanvas, type Place } from './geometry.ts';

/** Canvas px; closer points add bytes but nothing to see, and a fast pen sends a thousand a second. */
const MIN_STEP = 0.6;
/** Canvas px between points of a straight line: an eraser takes out parts of it, and its part of the face is told by points. */
const STRAIGHT_STEP = 8;

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
  /** index of the point from which a straight line goes on; null: the hand is free */
  private anchor: number | null = null;

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

  /** Goes straight to a place, from where the line was when that began; what was drawn since goes. */
  straightTo(sample: PenSample): void {
    this.anchor ??= this.points.length - 1;
    this.points.length = this.anchor + 1;
    const from = this.points[this.anchor] as Point;
    const to = this.pointOf(sample);
    const room = MAX_STROKE_POINTS - this.points.length;
    const steps = Math.min(room, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STRAIGHT_STEP));
    for (let step = 1; step <= steps; step++) {
      const between = (a: number, b: number) => a + ((b - a) * step) / steps;
      this.points.push({
        x: between(from.x, to.x),
        y: between(from.y, to.y),
        pressure: from.pressure,
        time: between(from.time, Math.max(from.time, to.time)),
      });
    }
  }

  /** From now on the line follows the hand again. */
  freehand(): void {
    this.anchor = null;
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
