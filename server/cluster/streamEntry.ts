import { z } from 'zod';
import type { LedgerRecord } from '../rooms/roomStore.ts';
import { decodeRecord, encodeRecord, RecordError, snapshotRecordSchema } from '../store/records.ts';

/** A change as the stream holds it, with its checksum. */
const changeSchema = z.object({
  subject: z.string(),
  update: z.instanceof(Uint8Array) as z.ZodType<Uint8Array>,
  /** only where it puts back what Redis forgot: whose it was */
  ledger: snapshotRecordSchema.shape.ledger.optional(),
});

export interface StreamEntry {
  sequence: number;
  subject: string;
  update: Uint8Array;
  ledger?: LedgerRecord;
  /** who appended it, and as their how manyth */
  writer: string;
  counter: number;
}

export const encodeChange = (change: z.infer<typeof changeSchema>): Uint8Array => encodeRecord(change);

/**
 * @param reply what `XRANGE` answers
 * @returns its entries in their order, whatever order they came in
 * @throws RecordError
 */
export function decodeEntries(reply: unknown): StreamEntry[] {
  const entries = (reply as [Buffer, Buffer[]][]).map(([id, fields]) => {
    const field = (name: string) => {
      for (let i = 0; i + 1 < fields.length; i += 2) if (String(fields[i]) === name) return fields[i + 1];
      throw new RecordError('a change in Redis lacks a field');
    };
    return {
      sequence: Number.parseInt(String(id), 10),
      ...decodeRecord(field('r') as Buffer, changeSchema),
      writer: String(field('w')),
      counter: Number(field('n')),
    };
  });
  return entries.sort((a, b) => a.sequence - b.sequence);
}
