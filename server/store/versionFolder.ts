import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type VersionHead, versionHeadSchema } from '../../shared/versions.ts';
import type { VersionRecord } from '../versions/versionStore.ts';
import { decodeFrames, encodeFrame } from './frames.ts';
import { decodeRecord, encodeRecord, pictureSchema, RecordError } from './records.ts';
import { replaceFile, syncFolder } from './syncedFiles.ts';

const SUFFIX = '.version';
const DAMAGED_SUFFIX = '.damaged';
/** Bytes that hold any head: 60 people with names of 32 characters, and their frame. */
const MAX_HEAD_BYTES = 64 * 1024;

const bodySchema = z.object({ state: z.instanceof(Uint8Array), portrait: pictureSchema.nullable() });

/** A version file that cannot be used, set aside under another name; the other versions are not touched. */
export interface DamagedVersion {
  id: string;
  detail: string;
}

/** Everything of a version but its head. */
export function encodeVersionBody({ state, portrait }: Omit<VersionRecord, 'head'>): Uint8Array {
  return encodeRecord({ state, portrait });
}

/** @throws RecordError */
export function decodeVersionBody(bytes: Uint8Array): Omit<VersionRecord, 'head'> {
  return decodeRecord(bytes, bodySchema);
}

/**
 * The versions of one room: a file each, `versions/ID.version`, with two checksummed frames: the head, and the body (document
 * and portrait). A list reads the heads only.
 */
export class VersionFolder {
  readonly #path: string;
  readonly #onDamage: (damaged: DamagedVersion) => void;

  constructor(roomPath: string, onDamage: (damaged: DamagedVersion) => void) {
    this.#path = join(roomPath, 'versions');
    this.#onDamage = onDamage;
  }

  async list(): Promise<VersionHead[]> {
    const heads: VersionHead[] = [];
    for (const name of await this.#names()) {
      const id = name.slice(0, -SUFFIX.length);
      const head = await this.#guarded(id, () => this.#readHead(id));
      if (head) heads.push(head);
    }
    return heads.sort((a, b) => a.at - b.at || a.version - b.version);
  }

  async read(id: string): Promise<VersionRecord | null> {
    return this.#guarded(id, async () => {
      const file = await readFile(this.#file(id));
      const [head, body] = wholeFrames(file, 2);
      return {
        head: { ...decodeRecord(head as Uint8Array, versionHeadSchema), bytes: file.byteLength },
        ...decodeVersionBody(body as Uint8Array),
      };
    });
  }

  async write({ head, state, portrait }: VersionRecord): Promise<VersionHead> {
    await this.#create();
    const file = Buffer.concat([
      encodeFrame(encodeRecord(head)),
      encodeFrame(encodeVersionBody({ state, portrait })),
    ]);
    await replaceFile(this.#file(head.id), file);
    return { ...head, bytes: file.byteLength };
  }

  async delete(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  #file(id: string): string {
    return join(this.#path, id + SUFFIX);
  }

  async #create(): Promise<void> {
    try {
      // Not recursive: a version must not bring a deleted room's folder back.
      await mkdir(this.#path);
      await syncFolder(dirname(this.#path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#path)).filter((name) => name.endsWith(SUFFIX));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #readHead(id: string): Promise<VersionHead> {
    const file = await open(this.#file(id), 'r');
    try {
      const { size } = await file.stat();
      const start = Buffer.alloc(Math.min(size, MAX_HEAD_BYTES));
      await file.read(start, 0, start.byteLength, 0);
      const [head] = wholeFrames(start, 1);
      return { ...decodeRecord(head as Uint8Array, versionHeadSchema), bytes: size };
    } finally {
      await file.close();
    }
  }

  /** @returns null where there is no such version, or no usable one */
  async #guarded<T>(id: string, read: () => Promise<T>): Promise<T | null> {
    try {
      return await read();
    } catch (error) {
      if (isMissing(error)) return null;
      if (!(error instanceof RecordError)) throw error;
      // On a full disk it keeps its name, and is found damaged again.
      await rename(this.#file(id), join(this.#path, id + DAMAGED_SUFFIX)).catch(() => {});
      this.#onDamage({ id, detail: error.message });
      return null;
    }
  }
}

/** @throws RecordError where there are fewer whole frames */
function wholeFrames(file: Buffer, count: number): Uint8Array[] {
  const { records } = decodeFrames(file);
  if (records.length < count) throw new RecordError('a version breaks off');
  return records;
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
