import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { PortraitFormat } from '../portraitEncoder.ts';
import { UsageError } from './usageError.ts';

/** What is written: the extensions that say so, the one in folders first. */
const EXTENSIONS = { pictures: ['.png', '.webp'], labels: ['.json'] } as const;
const FORMAT_OF_EXTENSION: Readonly<Record<string, PortraitFormat>> = { '.png': 'png', '.webp': 'webp' };

/**
 * The file that each input's picture or labels go to: `target` itself, or `BASE NAME.png` (`.json`) in it where it is a
 * folder (it ends in a slash, exists as one, or has no extension).
 * @throws UsageError if several inputs share one file, or the extension is not one we write
 */
export async function outputPaths(
  inputs: readonly string[],
  target: string,
  option: string,
  what: keyof typeof EXTENSIONS = 'pictures',
): Promise<string[]> {
  const extensions: readonly string[] = EXTENSIONS[what];
  if (await isFolder(target)) {
    const outputs = inputs.map((input) => path.join(target, `${path.parse(input).name}${extensions[0]}`));
    const twice = outputs.find((output, i) => outputs.indexOf(output) !== i);
    if (twice) throw new UsageError(`two inputs would both be written to ${twice}; rename one of them`);
    return outputs;
  }
  if (inputs.length > 1) {
    throw new UsageError(`${option} names one file for ${inputs.length} inputs; name a folder (${target}/)`);
  }
  if (!extensions.includes(path.extname(target).toLowerCase())) {
    throw new UsageError(`${option} ${target}: ${what} are written as ${extensions.join(' or ')}`);
  }
  return [target];
}

export function formatOf(output: string): PortraitFormat {
  return FORMAT_OF_EXTENSION[path.extname(output).toLowerCase()] ?? 'png';
}

async function isFolder(target: string): Promise<boolean> {
  if (/[\\/]$/.test(target) || path.extname(target) === '') return true;
  const found = await stat(target).catch(() => null);
  return found?.isDirectory() ?? false;
}
