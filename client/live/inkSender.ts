import type { Point } from '../../shared/canvas.ts';
import type { InkChunk } from '../../shared/events.ts';
import { MAX_INK_CHUNK_BYTES } from '../../shared/limits.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';

/** ms between two chunks of ink: 30 a second, well below the server's limit on live events */
export const INK_INTERVAL_MS = 33;

/** Points of a chunk: even at 12 bytes a point it stays below its limit. */
const MAX_CHUNK_POINTS = Math.floor(MAX_INK_CHUNK_BYTES / 12) - 1;

/** Sends the stroke under the own pen to the others, new points only. */
export class InkSender {
  private sent = 0;

  constructor(
    private readonly stroke: {
      readonly id: string;
      readonly width: number;
      readonly points: readonly Point[];
    },
    private readonly send: (chunk: InkChunk) => void,
  ) {}

  /** Sends what came since the last time. */
  flush(): void {
    const { id: strokeId, width, points } = this.stroke;
    while (this.sent < points.length) {
      const from = this.sent;
      const chunk = points.slice(from, from + MAX_CHUNK_POINTS);
      this.sent += chunk.length;
      this.send({ strokeId, width, from, points: encodePoints(chunk) });
    }
  }
}
