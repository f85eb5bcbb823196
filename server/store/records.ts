import { crc32 } from 'node:zlib';
import { decodeAny, encodeAny } from 'lib0/buffer';
import { z } from 'zod';
import { LINKS } from '../../shared/roles.ts';
import { roomKindSchema } from '../../shared/roomKinds.ts';
import { roomLabelsSchema } from '../../shared/semantics/labelNews.ts';
import { roomFamilySchema } from '../rooms/roomFamily.ts';

/** Bytes that are not a whole, unchanged record of the expected kind. */
export class RecordError extends Error {
  override name = 'RecordError';
}

const HEADER_BYTES = 5;
const FORMAT_VERSION = 1;

/** Layout: CRC-32 of all that follows (4 bytes, big-endian), format version (1 byte), lib0 "any" value. */
export function encodeRecord(value: object): Buffer {
  const payload = encodeAny(value);
  const record = Buffer.alloc(HEADER_BYTES + payload.byteLength);
  record[4] = FORMAT_VERSION;
  record.set(payload, HEADER_BYTES);
  record.writeUInt32BE(crc32(record.subarray(4)), 0);
  return record;
}

/** @throws RecordError naming what is wrong */
export function decodeRecord<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  const record = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (record.byteLength < HEADER_BYTES) throw new RecordError('a record is too short');
  if (record.readUInt32BE(0) !== crc32(record.subarray(4)))
    throw new RecordError('a checksum does not match');
  if (record[4] !== FORMAT_VERSION) throw new RecordError('a record has an unknown format');
  const parsed = schema.safeParse(decodeAny(record.subarray(HEADER_BYTES)));
  if (!parsed.success) throw new RecordError('a record has an unexpected shape');
  return parsed.data;
}

const bytes = z.instanceof(Uint8Array);

export const roomRecordSchema = z.object({
  id: z.string(),
  /** rooms older than kinds are free ones */
  kind: roomKindSchema.default('free'),
  createdAt: z.number(),
  epoch: z.number().int(),
  secretHashes: z.record(z.enum(LINKS), z.string()),
  // rooms of earlier versions lack these
  kicked: z.array(z.object({ subject: z.string(), name: z.string() })).default([]),
  endedAt: z.number().nullable().default(null),
  closedAt: z.number().nullable().default(null),
  family: roomFamilySchema.optional(),
});

export const updateRecordSchema = z.object({
  sequence: z.number().int().positive(),
  subject: z.string(),
  update: bytes,
});

export const logRecordSchema = z.object({ n: z.number().int().positive(), line: z.string() });

export const snapshotRecordSchema = z.object({
  sequence: z.number().int().min(0),
  state: bytes,
  ledger: z.object({
    owners: z.array(z.tuple([z.number(), z.string()])),
    erased: z.array(z.tuple([z.string(), z.string()])),
  }),
});

export const pictureSchema = z.object({
  stamp: z.object({
    version: z.number(),
    stateVector: bytes,
    tailSeq: z.number(),
    final: z.boolean(),
    engine: z.string(),
    modelVersion: z.string(),
    size: z.number(),
    mime: z.enum(['image/webp', 'image/png']),
    timings: z.record(z.string(), z.number()),
  }),
  image: bytes,
});
export const pictureRecordSchema = z.object({
  portrait: pictureSchema,
  shadow: pictureSchema.nullable(),
  labels: roomLabelsSchema.optional(),
});

export const visitSchema = z.object({ at: z.number() });
export const asideSchema = z.object({ at: z.number(), detail: z.string() });
export const headRecordSchema = z.object({ sequence: z.number().int().min(0) });
