import { fromBase64 } from 'lib0/buffer';
import { z } from 'zod';
import { kickedPersonSchema } from '../../shared/api.ts';
import { CLOSE_REASONS, type CloseReason } from '../../shared/closeReasons.ts';
import type { PictureStamp, PortraitStatus, RoomNotice } from '../../shared/events.ts';

/** Socket.IO hands a browser ArrayBuffers. */
export const bytesSchema = z
  .union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)])
  .transform((bytes) => (bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)));

/** `decodeLiveFrame` */
export const frameSchema = z.string();

const count = z.number().int().nonnegative();

export const pictureStampSchema: z.ZodType<PictureStamp, unknown> = z.object({
  version: count,
  stateVector: bytesSchema,
  tailSeq: count,
  final: z.boolean(),
  engine: z.string(),
  modelVersion: z.string(),
  size: count,
  mime: z.enum(['image/webp', 'image/png']),
  timings: z.record(z.string(), z.number()),
});

export const portraitStatusSchema: z.ZodType<PortraitStatus, unknown> = z.discriminatedUnion('state', [
  z.object({ state: z.literal('current'), version: count }),
  z.object({ state: z.literal('rendering'), version: count }),
  z.object({ state: z.literal('failed'), version: count, message: z.string() }),
  z.object({
    state: z.literal('paused'),
    version: count,
    reason: z.enum(['failing', 'no-worker']),
    message: z.string(),
  }),
]);

export const roomNoticeSchema: z.ZodType<RoomNotice, unknown> = z.object({
  ended: z.boolean(),
  kicked: z.array(kickedPersonSchema),
});

/** a state vector */
export const storedSchema = z.base64().transform(fromBase64);

export const closeReasonSchema = z.enum(Object.keys(CLOSE_REASONS) as [CloseReason, ...CloseReason[]]);
export const closingSchema = z.object({ reason: closeReasonSchema });
