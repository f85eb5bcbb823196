import type { Point } from '../../shared/canvas.ts';
import { encodeStroke } from '../../shared/strokeCodec.ts';

/** A straight line of `count` points across the canvas, from the left at height `y`. */
export function linePoints(count = 20, y = 100): Point[] {
  return Array.from({ length: count }, (_, i) => ({
    x: 50 + (400 * i) / count,
    y,
    pressure: 0.5,
    time: i * 16,
  }));
}

/** A finished stroke by this author. */
export function strokeBytes(author: string, { count = 20, y = 100, startedAt = 1_000 } = {}): Uint8Array {
  return encodeStroke({ author, tool: 'pen', width: 3, startedAt, points: linePoints(count, y) });
}
