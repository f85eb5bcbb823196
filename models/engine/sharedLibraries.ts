import { constants } from 'node:os';

/** dlopen's flag of Linux that keeps a library when the handle is closed. */
const RTLD_NODELETE = 0x1000;

/**
 * Loads shared libraries for later ones to link with, as LD_LIBRARY_PATH would, which is read only when a
 * process starts. Linux only. Node refuses them, as they are no addons, but they stay loaded.
 * @throws Error if one is missing or lacks what it needs
 */
export function preloadLibraries(files: readonly string[]): void {
  const flags = constants.dlopen.RTLD_LAZY | constants.dlopen.RTLD_GLOBAL | RTLD_NODELETE;
  for (const file of files) {
    try {
      process.dlopen({ exports: {} }, file, flags);
    } catch (error) {
      const refused = error instanceof Error && /did not self-register/.test(error.message);
      if (!refused) throw error;
    }
  }
}
