import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @param {string[]} names @returns {string | undefined} the first of them on the path */
export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
