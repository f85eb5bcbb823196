import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { messageOf, WeightsError } from './errors.ts';
import { type Manifest, manifestFiles, manifestSchema } from './manifest.ts';

const HOW_TO_RESTORE = 'restore it with "git checkout -- models/weights"';

/** A folder of exported weights whose every file was found undamaged. */
export class Weights {
  private constructor(
    readonly dir: string,
    readonly manifest: Manifest,
  ) {}

  /** Reads the manifest and checks the SHA-256 of every file. @throws WeightsError that names the file */
  static async open(dir: string): Promise<Weights> {
    const manifest = await readManifest(dir);
    await Promise.all(manifestFiles(manifest).map((name) => verify(dir, name, manifest.hashes[name])));
    return new Weights(dir, manifest);
  }

  pathOf(name: string): string {
    return path.join(this.dir, name);
  }

  /**
   * The file, unpacked where it is a `.gz`, as a little-endian array of that type.
   * @param length elements; without it, whatever the file holds
   * @throws WeightsError if the file has another length, or is no gzip where its name says so
   */
  async array<T extends ArrayBufferView>(
    name: string,
    Type: { new (buffer: ArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
    length?: number,
  ): Promise<T> {
    const bytes = await this.bytesOf(name);
    const elements = bytes.byteLength / Type.BYTES_PER_ELEMENT;
    if (length === undefined ? !Number.isInteger(elements) : elements !== length) {
      throw new WeightsError(
        `${this.pathOf(name)} holds ${elements} values, manifest.json says ${length ?? 'whole ones'}; export the weights anew`,
      );
    }
    // A copy of its own: Node's buffers need not start at a multiple of the element size.
    return new Type(new Uint8Array(bytes).buffer);
  }

  private async bytesOf(name: string): Promise<Uint8Array> {
    const bytes = await readFile(this.pathOf(name));
    if (!name.endsWith('.gz')) return bytes;
    return promisify(gunzip)(bytes).catch((error) => {
      throw new WeightsError(
        `${this.pathOf(name)} cannot be unpacked (${messageOf(error)}); export the weights anew`,
      );
    });
  }
}

async function readManifest(dir: string): Promise<Manifest> {
  const file = path.join(dir, 'manifest.json');
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new WeightsError(`no weights: ${file} cannot be read (${messageOf(error)}); ${HOW_TO_RESTORE}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new WeightsError(`${file} is not JSON; ${HOW_TO_RESTORE}`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new WeightsError(`${file} is not a manifest of this version: ${z.prettifyError(parsed.error)}`);
}

async function verify(dir: string, name: string, expected: string | undefined): Promise<void> {
  const file = path.join(dir, name);
  if (!expected) throw new WeightsError(`manifest.json has no hash of ${name}; export the weights anew`);
  const bytes = await readFile(file).catch(() => {
    throw new WeightsError(`${file} is missing; ${HOW_TO_RESTORE}`);
  });
  if (bytes.subarray(0, 40).toString('latin1').startsWith('version https://git-lfs')) {
    throw new WeightsError(`${file} is a Git LFS pointer, not the file itself; run "git lfs pull"`);
  }
  if (createHash('sha256').update(bytes).digest('hex') !== expected) {
    throw new WeightsError(`${file} is damaged (its SHA-256 differs from manifest.json); ${HOW_TO_RESTORE}`);
  }
}
