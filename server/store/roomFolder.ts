import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import type { LogRecord, SnapshotRecord, StoredDocument, UpdateRecord } from '../rooms/roomStore.ts';
import { decodeFrames, encodeFrame } from './frames.ts';
import {
  decodeRecord,
  encodeRecord,
  headRecordSchema,
  logRecordSchema,
  RecordError,
  snapshotRecordSchema,
  updateRecordSchema,
} from './records.ts';
import { appendToFile, replaceFile, syncFolder } from './syncedFiles.ts';

/** Files of a room. Each holds one record, `changes` one frame a change, `session` one a line of its log. */
export const ROOM_FILES = [
  'head',
  'changes',
  'snapshot',
  'sessionHead',
  'session',
  'room',
  'visit',
  'picture',
  'aside',
] as const;
export type RoomFile = (typeof ROOM_FILES)[number];
type HeadFile = 'head' | 'sessionHead';

/** What can be read of a room's document, and what is wrong with the rest. */
export interface Reading extends StoredDocument {
  /** one sentence a finding; none: the document is whole */
  findings: string[];
  /** highest sequence number that is known of */
  lastSequence: number;
  /** bytes of `changes` that are whole; less than the file after a torn write */
  wholeBytes: number;
  torn: boolean;
}

/** What can be read of a session log, and what is wrong with the rest. */
export interface LogReading {
  lines: string[];
  findings: string[];
  wholeBytes: number;
  torn: boolean;
}

/** One room's files. Nothing here is shared between rooms, so that damage is not either. */
export class RoomFolder {
  constructor(readonly path: string) {}

  file(name: RoomFile): string {
    return join(this.path, name);
  }

  async create(files: Partial<Record<RoomFile, object>>): Promise<void> {
    await mkdir(this.path, { recursive: true });
    for (const [name, record] of Object.entries(files)) await this.write(name as RoomFile, record);
    await writeFile(this.file('changes'), '', { flag: 'a' });
    await syncFolder(this.path);
    await syncFolder(dirname(this.path));
  }

  /** @throws RecordError; null where there is no such file */
  async read<T>(name: RoomFile, schema: z.ZodType<T>): Promise<T | null> {
    const bytes = await this.#bytes(name);
    return bytes && decodeRecord(bytes, schema);
  }

  write(name: RoomFile, record: object): Promise<void> {
    return replaceFile(this.file(name), encodeRecord(record));
  }

  async append(updates: readonly UpdateRecord[]): Promise<void> {
    const last = updates.at(-1);
    if (!last) return;
    await appendToFile(
      this.file('changes'),
      Buffer.concat(updates.map((update) => encodeFrame(encodeRecord(update)))),
    );
    await this.#writeHead('head', last.sequence);
  }

  async appendLog(records: readonly LogRecord[]): Promise<void> {
    const last = records.at(-1);
    if (!last) return;
    const frames = records.map((record) => encodeFrame(encodeRecord(record)));
    await appendToFile(this.file('session'), Buffer.concat(frames));
    await this.#writeHead('sessionHead', last.n);
  }

  /** Reads as much of the session log as there is. */
  async readLog(): Promise<LogReading> {
    const findings: string[] = [];
    const lines: string[] = [];
    const frames = decodeFrames((await this.#bytes('session')) ?? Buffer.alloc(0));
    if (frames.end === 'damaged') findings.push('its session log breaks off');
    for (const bytes of frames.records) {
      try {
        const { n, line } = decodeRecord(bytes, logRecordSchema);
        if (n !== lines.length + 1) throw new RecordError(`it says ${n}`);
        lines.push(line);
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        findings.push(`line ${lines.length + 1} of its session log cannot be read: ${error.message}`);
        break;
      }
    }
    if ((await this.#readHead('sessionHead')) > lines.length) {
      findings.push(`line ${lines.length + 1} of its session log is missing`);
    }
    return { lines, findings, wholeBytes: frames.length, torn: frames.end === 'torn' };
  }

  /** Takes away the end that a torn write left. */
  mendLog({ wholeBytes }: LogReading): Promise<void> {
    return truncate(this.file('session'), wholeBytes);
  }

  /** Replaces changes up to the snapshot's sequence by it. A crash between the two steps leaves both: harmless. */
  async compact(snapshot: SnapshotRecord): Promise<void> {
    await this.write('snapshot', snapshot);
    const { updates } = await this.readDocument();
    const later = updates.map((update) => encodeFrame(encodeRecord(update)));
    await replaceFile(this.file('changes'), Buffer.concat(later));
  }

  /** Reads as much of the document as there is. */
  async readDocument(): Promise<Reading> {
    const findings: string[] = [];
    const readable = async <T>(name: RoomFile, schema: z.ZodType<T>): Promise<T | null> => {
      try {
        return await this.read(name, schema);
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        findings.push(`its ${name} cannot be read: ${error.message}`);
        return null;
      }
    };
    const snapshot = await readable('snapshot', snapshotRecordSchema);
    const file = await this.#bytes('changes');
    if (!file && (await this.#bytes('room'))) findings.push('its changes are missing');
    const frames = decodeFrames(file ?? Buffer.alloc(0));
    if (frames.end === 'damaged') findings.push('its changes break off');
    const updates: UpdateRecord[] = [];
    let last = snapshot?.sequence ?? 0;
    for (const bytes of frames.records) {
      let record: UpdateRecord;
      try {
        record = decodeRecord(bytes, updateRecordSchema);
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        findings.push(`a change after ${last} cannot be read: ${error.message}`);
        continue;
      }
      // A number too low is left over from before the snapshot; one too high means lost records.
      if (record.sequence <= last) continue;
      if (record.sequence !== last + 1) findings.push(`change ${last + 1} is missing`);
      last = record.sequence;
      updates.push(record);
    }
    const head = await this.#readHead('head');
    if (head > last) findings.push(`change ${last + 1} is missing`);
    return {
      snapshot,
      updates,
      findings,
      lastSequence: Math.max(last, head),
      wholeBytes: frames.length,
      torn: frames.end === 'torn',
    };
  }

  /** Takes away the end that a torn write left, so that what is written next is readable. */
  mend({ wholeBytes }: Reading): Promise<void> {
    return truncate(this.file('changes'), wholeBytes);
  }

  delete(): Promise<void> {
    // A last picture may be on its way into the folder while it is emptied.
    return rm(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }

  /**
   * The number of the last change (or log line), in a file of its own: it tells whether the end was lost. Not
   * synced, and written after the change, so it may lag behind but never claims too much.
   */
  async #writeHead(name: HeadFile, sequence: number): Promise<void> {
    await writeFile(this.file(name), encodeRecord({ sequence })).catch(() => {});
  }

  async #readHead(name: HeadFile): Promise<number> {
    try {
      return (await this.read(name, headRecordSchema))?.sequence ?? 0;
    } catch (error) {
      // Its last write was torn: it knows nothing then.
      if (error instanceof RecordError) return 0;
      throw error;
    }
  }

  async #bytes(name: RoomFile): Promise<Buffer | null> {
    try {
      return await readFile(this.file(name));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw error;
    }
  }
}
