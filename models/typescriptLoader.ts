import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Node's arguments for a process of our TypeScript: found from here, whatever the working directory and however
 * this process itself was started.
 */
export const TYPESCRIPT_ARGS: readonly string[] = [
  '--import',
  pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
];
