import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** @param {...string} parts path below the root */
export const inRoot = (...parts) => join(ROOT, ...parts);
