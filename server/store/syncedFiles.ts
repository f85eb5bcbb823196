import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Tells files that replace the same one at the same time apart. */
let replacements = 0;

/** Replaces a file in one step; resolves when it is on disk. After a crash it is the old one or the new one, whole. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const next = `${path}.${++replacements}.next`;
  const file = await open(next, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
  await syncFolder(dirname(path));
}

/** Appends to a file; resolves when it is on disk. A write that fails half-way is taken back. */
export async function appendToFile(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'a');
  try {
    const { size } = await file.stat();
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } catch (error) {
      // On a disk that takes nothing back either, the next reader finds a torn end.
      await file.truncate(size).catch(() => {});
      throw error;
    }
  } finally {
    await file.close();
  }
}

/** Makes names in a folder (new files, renamed ones) last. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
