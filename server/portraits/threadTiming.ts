import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';

const PROBE_FILE = fileURLToPath(new URL('./threadProbe.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
/** ms; a measurement that takes longer than this tells nothing */
const TIMEOUT_MS = 20_000;

const timesSchema = z.array(z.tuple([z.number().int().positive(), z.number().positive()]));

/**
 * Times a portrait's synthesis with each number of threads, in a process of its own.
 * @returns ms by threads; empty where it could not be measured
 */
export function timeThreads(counts: readonly number[], weightsDir?: string): Promise<Map<number, number>> {
  return new Promise((resolve) => {
    const args = ['--import', TSX, PROBE_FILE, JSON.stringify({ counts, weightsDir })];
    execFile(process.execPath, args, { timeout: TIMEOUT_MS }, (error, output) => {
      if (error) return resolve(new Map());
      resolve(new Map(timesSchema.parse(JSON.parse(output))));
    });
  });
}
