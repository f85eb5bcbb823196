import { fromBase64, toBase64 } from 'lib0/buffer';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Cursor, Laser, SharedView } from './events.ts';

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
  views: { subject: string; view: SharedView }[];
  lasers: { subject: string; points: Laser['points'] }[];
}

/**
 * One text a frame: Socket.IO sends bytes as two messages and frames them anew for everyone, a text as one that is
 * framed once for all.
 */
export function encodeLiveFrame(frame: LiveFrame): string {
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
  encoding.writeVarUint(encoder, frame.views.length);
  for (const { subject, view } of frame.views) {
    encoding.writeVarString(encoder, subject);
    for (const value of [view.x, view.y, view.zoom]) encoding.writeFloat32(encoder, value);
  }
  encoding.writeVarUint(encoder, frame.lasers.length);
  for (const { subject, points } of frame.lasers) {
    encoding.writeVarString(encoder, subject);
    encoding.writeVarUint(encoder, points.length);
    for (const { x, y } of points) {
      encoding.writeVarInt(encoder, Math.round(x * 16));
      encoding.writeVarInt(encoder, Math.round(y * 16));
    }
  }
  return toBase64(encoding.toUint8Array(encoder));
}

/** @throws Error if it ends too early (it comes from our own server) */
export function decodeLiveFrame(text: string): LiveFrame {
  const decoder = decoding.createDecoder(fromBase64(text));
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
  const views: LiveFrame['views'] = [];
  for (let n = decoding.readVarUint(decoder); n > 0; n--) {
    const subject = decoding.readVarString(decoder);
    const [x, y, zoom] = [0, 1, 2].map(() => decoding.readFloat32(decoder)) as [number, number, number];
    views.push({ subject, view: { x, y, zoom } });
  }
  const lasers: LiveFrame['lasers'] = [];
  for (let n = decoding.readVarUint(decoder); n > 0; n--) {
    const subject = decoding.readVarString(decoder);
    const points = Array.from({ length: decoding.readVarUint(decoder) }, () => ({
      x: decoding.readVarInt(decoder) / 16,
      y: decoding.readVarInt(decoder) / 16,
    }));
    lasers.push({ subject, points });
  }
  return { tails, ended, cursors, views, lasers };
}
