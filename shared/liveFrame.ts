import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Cursor } from './events.ts';

/** New points of one person's live tail. */
export interface TailUpdate {
  subject: string;
  strokeId: string;
  /** px */
  width: number;
  /** index of the first point within the stroke */
  from: number;
  /** `encodePoints` */
  points: Uint8Array;
}

/** What happened in a room since the frame before; sent every `LIVE_FRAME_MS` when there is news. */
export interface LiveFrame {
  tails: TailUpdate[];
  /** stroke ids whose pen went up or that were given up */
  ended: string[];
  cursors: { subject: string; cursor: Cursor }[];
}

/** One buffer a frame, since Socket.IO's parser caps binary attachments at 10. */
export function encodeLiveFrame(frame: LiveFrame): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, frame.tails.length);
  for (const tail of frame.tails) {
    encoding.writeVarString(encoder, tail.subject);
    encoding.writeVarString(encoder, tail.strokeId);
    encoding.writeVarUint(encoder, Math.round(tail.width * 16));
    encoding.writeVarUint(encoder, tail.from);
    encoding.writeVarUint8Array(encoder, tail.points);
  }
  encoding.writeVarUint(encoder, frame.ended.length);
  for (const id of frame.ended) encoding.writeVarString(encoder, id);
  encoding.writeVarUint(encoder, frame.cursors.length);
  for (const { subject, cursor } of frame.cursors) {
    encoding.writeVarString(encoder, subject);
    encoding.writeUint8(encoder, cursor ? 1 : 0);
    if (cursor) {
      encoding.writeVarInt(encoder, Math.round(cursor.x * 16));
      encoding.writeVarInt(encoder, Math.round(cursor.y * 16));
    }
  }
  return encoding.toUint8Array(encoder);
}

/** @throws Error if the bytes end too early (they come from our own server) */
export function decodeLiveFrame(bytes: Uint8Array): LiveFrame {
  const decoder = decoding.createDecoder(bytes);
  const tails: TailUpdate[] = [];
  for (let n = decoding.readVarUint(decoder); n > 0; n--) {
    tails.push({
      subject: decoding.readVarString(decoder),
      strokeId: decoding.readVarString(decoder),
      width: decoding.readVarUint(decoder) / 16,
      from: decoding.readVarUint(decoder),
      points: decoding.readVarUint8Array(decoder),
    });
  }
  const ended: string[] = [];
  for (let n = decoding.readVarUint(decoder); n > 0; n--) ended.push(decoding.readVarString(decoder));
  const cursors: LiveFrame['cursors'] = [];
  for (let n = decoding.readVarUint(decoder); n > 0; n--) {
    const subject = decoding.readVarString(decoder);
    const present = decoding.readUint8(decoder) === 1;
    const cursor = present
      ? { x: decoding.readVarInt(decoder) / 16, y: decoding.readVarInt(decoder) / 16 }
      : null;
    cursors.push({ subject, cursor });
  }
  return { tails, ended, cursors };
}
