import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultWeightsDir } from '../../models/index.ts';

/** Of a folder without weights: no worker that draws has it. */
export const NO_WEIGHTS = 'none';

/**
 * What names a set of weights exactly: the SHA-256 of its manifest, which has those of all its files. A worker checks these
 * when it loads them.
 */
export async function weightsDigest(dir: string = defaultWeightsDir()): Promise<string> {
  const manifest = await readFile(join(dir, 'manifest.json')).catch(() => null);
  return manifest ? createHash('sha256').update(manifest).digest('hex') : NO_WEIGHTS;
}
