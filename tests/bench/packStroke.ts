import { encodePoints, encodeStroke } from '../../shared/strokeCodec.ts';
import type { FaceStroke } from '../support/faceDrawing.ts';

/** px */
export const PEN_WIDTH = 3;
/** ms between two points, each a message: a 60-Hz mouse */
export const POINT_MS = 16;

/** A finished stroke as the document holds it. */
export function packStroke(stroke: FaceStroke, author: string): Uint8Array {
  return encodeStroke({
    author,
    tool: 'pen',
    width: PEN_WIDTH,
    startedAt: Date.now(),
    points: pointsOf(stroke),
  });
}

/** Every point as a message of its own. */
export function packPoints(stroke: FaceStroke): Uint8Array[] {
  return pointsOf(stroke).map((point) => encodePoints([point]));
}

function pointsOf({ places }: FaceStroke) {
  return places.map(({ x, y }, i) => ({ x, y, pressure: 0.5, time: i * POINT_MS }));
}
