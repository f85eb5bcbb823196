import { z } from 'zod';
import type { KickedPerson } from './api.ts';
import { CANVAS_SIZE } from './canvas.ts';
import type { CloseReason } from './closeReasons.ts';
import { strokeIdSchema, subjectSchema } from './ids.ts';
import { MAX_INK_CHUNK_BYTES, MAX_LASER_POINTS, MAX_STROKE_POINTS } from './limits.ts';
import { PART_IDS } from './parts.ts';
import type { LabelNews } from './semantics/labelNews.ts';
import { MAX_STROKE_WIDTH } from './strokeCodec.ts';
import type { VariantSet } from './variants.ts';
import type { VersionNews } from './versions.ts';

/** Bytes as they arrive: Buffer under Node, Uint8Array or ArrayBuffer in a browser. */
const bytesSchema: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);

/** New points of the stroke whose pen is down. Volatile: a lost chunk is a gap until pen-up. */
export const inkChunkSchema = z.object({
  strokeId: strokeIdSchema,
  width: z.number().positive().max(MAX_STROKE_WIDTH),
  /** index of the chunk's first point within the stroke */
  from: z.number().int().min(0).max(MAX_STROKE_POINTS),
  /** `encodePoints` */
  points: bytesSchema.refine((bytes) => bytes.byteLength <= MAX_INK_CHUNK_BYTES, 'chunk too long'),
});
export type InkChunk = z.infer<typeof inkChunkSchema>;

export const inkEndSchema = z.object({ strokeId: strokeIdSchema });
export type InkEnd = z.infer<typeof inkEndSchema>;

/** Canvas px; null when the pointer left the canvas. */
export const cursorSchema = z
  .object({
    x: z
      .number()
      .min(-64)
      .max(CANVAS_SIZE + 64),
    y: z
      .number()
      .min(-64)
      .max(CANVAS_SIZE + 64),
  })
  .nullable();
export type Cursor = z.infer<typeof cursorSchema>;

/** Points of a laser pointer since the last event, canvas px; nothing of it is kept. */
export const laserSchema = z.object({
  points: z
    .array(z.object({ x: z.number().min(0).max(CANVAS_SIZE), y: z.number().min(0).max(CANVAS_SIZE) }))
    .min(1)
    .max(MAX_LASER_POINTS),
});
export type Laser = z.infer<typeof laserSchema>;

/** What of the canvas somebody looks at: canvas px of the sheet's corner, and how much it is enlarged. */
export const viewSchema = z.object({
  x: z.number().min(0).max(CANVAS_SIZE),
  y: z.number().min(0).max(CANVAS_SIZE),
  zoom: z.number().min(1).max(64),
});
export type SharedView = z.infer<typeof viewSchema>;

/** Whose raised hand goes down: one's own, or anybody's where an owner says so. */
export const lowerHandSchema = z.object({ subject: subjectSchema });

/** Who is to draw a part alone: oneself, nobody (null), or whom an owner names. */
export const holdPartSchema = z.object({ part: z.enum(PART_IDS), subject: subjectSchema.nullable() });
export type HoldPart = z.infer<typeof holdPartSchema>;

/** What a page knows of the room besides its document; sent on entering and when it changes. */
export interface RoomNotice {
  /** the session was ended; only owners see that from inside */
  ended: boolean;
  /** people taken out; told to owners only */
  kicked: KickedPerson[];
}

export const visibilitySchema = z.object({ hidden: z.boolean() });

/** What a picture shows: the stamp of portraits and shadow guides. */
export interface PictureStamp {
  /** the room's document version: counts accepted changes, never falls while a server runs */
  version: number;
  /** Yjs state vector of that document */
  stateVector: Uint8Array;
  /** counts live-tail frames that were drawn in; 0 when no pen was down */
  tailSeq: number;
  /** false while a pen is down (half size), true at rest (512 × 512) */
  final: boolean;
  engine: string;
  modelVersion: string;
  /** px of the square picture */
  size: number;
  mime: 'image/webp' | 'image/png';
  /** ms by stage: raster, componentEmbedding, manifoldProjection, shadowGuide, featureMapping, imageSynthesis, encode, queue, total */
  timings: Record<string, number>;
}

export type PortraitStatus =
  | { state: 'current'; version: number }
  | { state: 'rendering'; version: number }
  | { state: 'failed'; version: number; message: string }
  /** `failing`: it failed too often and is tried ever more rarely; `no-worker`: nobody is there to draw */
  | { state: 'paused'; version: number; reason: 'failing' | 'no-worker'; message: string };

export interface ServerToClientEvents {
  /** one coalesced frame of tails and cursors: `decodeLiveFrame` */
  live: (frame: string) => void;
  portrait: (stamp: PictureStamp, image: Uint8Array) => void;
  shadow: (stamp: PictureStamp, image: Uint8Array) => void;
  portraitStatus: (status: PortraitStatus) => void;
  /** what the network understood of strokes; all of it to who connects */
  labels: (news: LabelNews) => void;
  /** versions of the room came, changed or went; who connects asks for the list over HTTP */
  versions: (news: VersionNews) => void;
  /** portraits side by side; who connects asks for them over HTTP */
  variants: (set: VariantSet) => void;
  /** everything up to this state vector (base64: a text is framed once for all) is on disk */
  stored: (stateVector: string) => void;
  room: (notice: RoomNotice) => void;
  /** your raised hand was lowered */
  handLowered: () => void;
  /** the server is about to close this connection, and why */
  closing: (event: { reason: CloseReason; message: string }) => void;
}

export interface ClientToServerEvents {
  ink: (chunk: InkChunk) => void;
  inkEnd: (event: InkEnd) => void;
  cursor: (cursor: Cursor) => void;
  laser: (laser: Laser) => void;
  view: (view: SharedView) => void;
  lowerHand: (event: z.infer<typeof lowerHandSchema>) => void;
  visibility: (event: z.infer<typeof visibilitySchema>) => void;
  /** the answer is null or why it was refused */
  holdPart: (event: HoldPart, answer: (refusal: CloseReason | null) => void) => void;
  /** a renewed token; the answer is null or why it was refused */
  renew: (event: { token: string }, answer: (refusal: CloseReason | null) => void) => void;
}
