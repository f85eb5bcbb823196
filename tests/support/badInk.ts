import * as encoding from 'lib0/encoding';
import { MAX_STROKE_POINTS } from '../../shared/limits.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { linePoints } from './strokes.ts';

/** Points as they are packed, unchecked: zigzag steps in 1/16 px. */
function packed(count: number, ...points: { dx: number; dy: number; dt?: number }[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, count);
  for (const { dx, dy, dt = 1 } of points) {
    encoding.writeVarInt(encoder, dx);
    encoding.writeVarInt(encoder, dy);
    encoding.writeUint8(encoder, 128);
    encoding.writeVarUint(encoder, dt);
  }
  return encoding.toUint8Array(encoder);
}

const many = MAX_STROKE_POINTS + 1;
/** Packed points that no page sends. */
export const BAD_POINTS: [string, Uint8Array][] = [
  ['outside the canvas', packed(1, { dx: 9_000, dy: 0 })],
  ['left of it', packed(1, { dx: -1, dy: 0 })],
  ['farther than numbers go', packed(2, { dx: 2 ** 52, dy: 0 }, { dx: 2 ** 52, dy: 0 })],
  [
    'with a time beyond integers',
    packed(2, { dx: 1, dy: 1, dt: 2 ** 52 }, { dx: 1, dy: 1, dt: 2 ** 53 - 1 }),
  ],
  ['more than a stroke has', packed(many, ...Array(many).fill({ dx: 0, dy: 0 }))],
  ['promised and not there', packed(2 ** 31)],
  ['cut in the middle', encodePoints(linePoints(9)).subarray(0, 20)],
  ['followed by more', Uint8Array.from([...encodePoints(linePoints(2)), 1, 2, 3])],
];
