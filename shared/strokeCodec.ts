import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { CANVAS_SIZE, type Point, SUBPIXELS } from './canvas.ts';
import { MAX_STROKE_BYTES, MAX_STROKE_POINTS } from './limits.ts';

/** A finished stroke. Immutable: what may change later lives in the document's `edits`. */
export interface Stroke {
  /** subject of the person who drew it */
  author: string;
  tool: StrokeTool;
  /** px of the 512 canvas at pressure 0.5 */
  width: number;
  /** ms since the Unix epoch by the author's clock; orders strokes, nothing else */
  startedAt: number;
  points: Point[];
}

export const STROKE_TOOLS = ['pen'] as const;
export type StrokeTool = (typeof STROKE_TOOLS)[number];

const FORMAT_VERSION = 1;
const MAX_POSITION = CANVAS_SIZE * SUBPIXELS;
/** px; a brush as wide as an eighth of the canvas */
export const MAX_STROKE_WIDTH = 64;

export class StrokeFormatError extends Error {
  override name = 'StrokeFormatError';
}

/**
 * Packs a stroke: a header, then per point zigzag varints of the steps in 1/16 px, one byte of
 * pressure and a varint of the ms since the point before. About 5 bytes a point.
 */
export function encodeStroke(stroke: Stroke): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, FORMAT_VERSION);
  encoding.writeVarString(encoder, stroke.author);
  encoding.writeUint8(encoder, STROKE_TOOLS.indexOf(stroke.tool));
  encoding.writeVarUint(encoder, Math.round(stroke.width * SUBPIXELS));
  encoding.writeVarUint(encoder, Math.max(0, Math.round(stroke.startedAt)));
  writePoints(encoder, stroke.points);
  return encoding.toUint8Array(encoder);
}

/** @throws StrokeFormatError if the bytes are not one well-formed stroke within the limits */
export function decodeStroke(bytes: Uint8Array): Stroke {
  if (bytes.byteLength > MAX_STROKE_BYTES) throw new StrokeFormatError('stroke is too long');
  return guarded(() => {
    const decoder = decoding.createDecoder(bytes);
    const header = readHeader(decoder);
    const points = readPoints(decoder);
    if (points.length === 0) throw new StrokeFormatError('stroke has no points');
    if (decoding.hasContent(decoder)) throw new StrokeFormatError('bytes after the stroke');
    return { ...header, points };
  });
}

/** How many points a well-formed stroke has. */
export function pointCount(bytes: Uint8Array): number {
  return guarded(() => {
    const decoder = decoding.createDecoder(bytes);
    readHeader(decoder);
    return decoding.readVarUint(decoder);
  });
}

function readHeader(decoder: decoding.Decoder): Omit<Stroke, 'points'> {
  if (decoding.readVarUint(decoder) !== FORMAT_VERSION) {
    throw new StrokeFormatError('unknown stroke format');
  }
  const author = decoding.readVarString(decoder);
  if (author.length > 64) throw new StrokeFormatError('author is too long');
  const tool = STROKE_TOOLS[decoding.readUint8(decoder)];
  if (!tool) throw new StrokeFormatError('unknown tool');
  const width = decoding.readVarUint(decoder) / SUBPIXELS;
  if (width <= 0 || width > MAX_STROKE_WIDTH) throw new StrokeFormatError('width out of range');
  const startedAt = decoding.readVarUint(decoder);
  return { author, tool, width, startedAt };
}

/** Packs points alone, as live ink chunks carry them. */
export function encodePoints(points: readonly Point[]): Uint8Array {
  const encoder = encoding.createEncoder();
  writePoints(encoder, points);
  return encoding.toUint8Array(encoder);
}

/** @throws StrokeFormatError */
export function decodePoints(bytes: Uint8Array): Point[] {
  return guarded(() => {
    const decoder = decoding.createDecoder(bytes);
    const points = readPoints(decoder);
    if (decoding.hasContent(decoder)) throw new StrokeFormatError('bytes after the points');
    return points;
  });
}

function writePoints(encoder: encoding.Encoder, points: readonly Point[]): void {
  encoding.writeVarUint(encoder, points.length);
  let lastX = 0;
  let lastY = 0;
  let lastTime = 0;
  for (const point of points) {
    const x = clampPosition(point.x);
    const y = clampPosition(point.y);
    const time = Math.max(lastTime, Math.round(point.time));
    encoding.writeVarInt(encoder, x - lastX);
    encoding.writeVarInt(encoder, y - lastY);
    encoding.writeUint8(encoder, Math.round(Math.min(1, Math.max(0, point.pressure)) * 255));
    encoding.writeVarUint(encoder, time - lastTime);
    lastX = x;
    lastY = y;
    lastTime = time;
  }
}

function readPoints(decoder: decoding.Decoder): Point[] {
  const count = decoding.readVarUint(decoder);
  if (count > MAX_STROKE_POINTS) throw new StrokeFormatError('too many points');
  const points: Point[] = [];
  let x = 0;
  let y = 0;
  let time = 0;
  for (let i = 0; i < count; i++) {
    x += decoding.readVarInt(decoder);
    y += decoding.readVarInt(decoder);
    const pressure = decoding.readUint8(decoder) / 255;
    time += decoding.readVarUint(decoder);
    if (!(x >= 0 && x <= MAX_POSITION && y >= 0 && y <= MAX_POSITION)) {
      throw new StrokeFormatError('point outside the canvas');
    }
    if (!Number.isSafeInteger(time)) throw new StrokeFormatError('time out of range');
    points.push({ x: x / SUBPIXELS, y: y / SUBPIXELS, pressure, time });
  }
  return points;
}

function clampPosition(value: number): number {
  if (!Number.isFinite(value)) throw new StrokeFormatError('position is not a number');
  return Math.min(MAX_POSITION, Math.max(0, Math.round(value * SUBPIXELS)));
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StrokeFormatError) throw error;
    throw new StrokeFormatError('stroke bytes end too early or are damaged');
  }
}
