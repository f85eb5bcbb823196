import { z } from 'zod';
import { roomIdSchema } from '../../../shared/ids.ts';
import {
  MAX_COMBINED_CASES,
  MAX_DOCUMENT_BYTES,
  MAX_PORTRAIT_BYTES,
  MAX_SEEN_LINES,
  MAX_STROKE_BYTES,
} from '../../../shared/limits.ts';
import { labelGroupsSchema } from '../../../shared/semantics/labelNews.ts';
import { strokeClassSchema } from '../../../shared/semantics/strokeClasses.ts';
import { flatSettings, type RoomSettings, readSettings } from '../../../shared/settings.ts';
import { DRAFT_SIZE, FINAL_SIZE, RENDER_FAILURES } from '../renderer.ts';

/**
 * What servers and workers say to each other through Redis: JSON, bytes in base64. Whoever can write to
 * that Redis could say anything, so both ends check every word.
 */

/** Bytes in base64, at most that many. */
const bytes = (most: number) =>
  z.codec(
    z.string().max(Math.ceil(most / 3) * 4),
    z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    {
      decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
      encode: (value) => Buffer.from(value).toString('base64'),
    },
  );

const count = z.number().int().nonnegative();
/** A stroke id, or with a tail's length behind it. */
const inkKeySchema = z.string().min(1).max(128);
const inkSchema = z
  .array(
    z.object({
      key: inkKeySchema,
      bytes: bytes(MAX_STROKE_BYTES),
      label: strokeClassSchema.optional(),
    }),
  )
  .max(MAX_SEEN_LINES);

const shownStateSchema = z.object({
  version: count,
  stateVector: bytes(MAX_DOCUMENT_BYTES),
  tailSeq: count,
  final: z.boolean(),
});

/** Settings as the document keeps them, flat; a wrong or missing value falls back to its default. */
const settingsSchema = z.codec(z.record(z.string(), z.unknown()), z.custom<RoomSettings>(), {
  decode: (values) => readSettings((key) => values[key]),
  encode: flatSettings,
});

const jobSchema = z.object({
  cacheKey: roomIdSchema,
  generation: count,
  shows: shownStateSchema,
  strokes: inkSchema,
  tails: inkSchema,
  settings: settingsSchema,
  blend: z
    .array(z.object({ strokes: inkSchema, settings: settingsSchema }))
    .max(MAX_COMBINED_CASES)
    .optional(),
  labels: z.boolean().optional(),
  size: z.union([z.literal(FINAL_SIZE), z.literal(DRAFT_SIZE)]),
});

/** A picture is bounded by its encoder; shadow guides and captions leave room below twice that. */
const imageSchema = z.object({
  image: bytes(2 * MAX_PORTRAIT_BYTES),
  mime: z.enum(['image/webp', 'image/png']),
  size: count.max(FINAL_SIZE),
  timings: z.record(z.string().max(64), z.number()),
  labels: labelGroupsSchema.optional(),
  generation: count,
  shows: shownStateSchema,
  engine: z.string().max(64),
  modelVersion: z.string().max(64),
});

const resultSchema = z.discriminatedUnion('type', [
  /** a worker took the job */
  z.object({ type: z.literal('started'), generation: count }),
  z.object({ type: z.literal('shadow'), image: imageSchema }),
  z.object({ type: z.literal('portrait'), image: imageSchema }),
  z.object({
    type: z.literal('failed'),
    generation: count,
    kind: z.enum(RENDER_FAILURES),
    message: z.string().max(500),
  }),
]);
export type JobResult = z.infer<typeof resultSchema>;

/** A supervisor of workers, as it makes itself known. */
const memberSchema = z.object({
  id: z.string().max(64),
  engine: z.string().max(64),
  modelVersion: z.string().max(64),
  /** `weightsDigest` of those that they draw with */
  weights: z.string().max(64),
  workers: count,
});
export type QueueMember = z.infer<typeof memberSchema>;

export const jobCodec = jsonCodec(jobSchema);
export const resultCodec = jsonCodec(resultSchema);
export const memberCodec = jsonCodec(memberSchema);

/** JSON text ↔ value; what does not fit the schema decodes to null. */
function jsonCodec<Schema extends z.ZodType>(schema: Schema) {
  return {
    encode: (value: z.output<Schema>): string => JSON.stringify(z.encode(schema, value)),
    decode(text: string): z.output<Schema> | null {
      try {
        return schema.safeParse(JSON.parse(text)).data ?? null;
      } catch {
        return null;
      }
    },
  };
}
