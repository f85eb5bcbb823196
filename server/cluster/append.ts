import type { Change } from '../rooms/roomLog.ts';
import { APPEND } from './documentScripts.ts';
import { COMPACTION, keysOf, newsOf } from './keys.ts';
import type { RedisLink } from './redisLink.ts';
import { encodeChange } from './streamEntry.ts';

/** ms that Redis remembers what a writer sent last: longer than anybody tries again. */
const WRITER_TTL_MS = 3_600_000;
/** Changes, and their bytes, after which the servers are asked for a snapshot. */
const COMPACT_AFTER_UPDATES = 200;
const COMPACT_AFTER_BYTES = 512 * 1024;

/** Who appends. */
export interface Writer {
  id: string;
  /** sequence up to which it has read the room's changes */
  known: number;
  /** number of the first change, as its own count goes: what comes twice is taken once */
  counter: number;
}

/** `gone`: the room is not there; `forgotten`: Redis lacks changes that the writer has read; `closed`: nobody draws in it any more */
export type AppendResult = 'appended' | 'gone' | 'forgotten' | 'closed';

/** Puts changes at the end of a room's stream, in one step and in order. Rejects while Redis is away or full. */
export async function appendTo(
  link: RedisLink,
  room: string,
  writer: Writer,
  changes: Change[],
): Promise<AppendResult> {
  const keys = keysOf(room);
  const reply = await link.run(
    APPEND,
    [keys.meta, keys.changes, keys.writers, COMPACTION],
    [
      writer.id,
      String(WRITER_TTL_MS),
      newsOf(room),
      room,
      String(writer.known),
      String(COMPACT_AFTER_UPDATES),
      String(COMPACT_AFTER_BYTES),
      String(writer.counter),
      ...changes.map(({ subject, update }) => encodeChange({ subject, update })),
    ],
  );
  if (reply === -1) return 'gone';
  if (reply === -3) return 'closed';
  return reply === -2 ? 'forgotten' : 'appended';
}
