import { mkdir, readdir } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';

export type Database = ClassicLevel<string, Uint8Array>;

/** Opens the database, and repairs it first where its own index is damaged or lost. */
export async function openLevel(folder: string, onTrouble: (message: string) => void): Promise<Database> {
  await mkdir(folder, { recursive: true });
  const repair = async () => {
    onTrouble(`The store in ${folder} was damaged as a whole; repairing it.`);
    await ClassicLevel.repair(folder);
  };
  if (await hasLostIndex(folder)) await repair();
  const db: Database = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'view' });
  if (await db.open().then(() => false, isDamage)) {
    await repair();
    await db.open();
  }
  return db;
}

/** LevelDB takes a folder without its CURRENT file for a new database and would start over. */
async function hasLostIndex(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  return !names.includes('CURRENT') && names.some((name) => /\.(ldb|log)$/.test(name));
}

/** @throws the error itself where it is not about damage: a lock, a full disk, a missing permission */
function isDamage(error: unknown): true {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  const missingFile = code === 'LEVEL_IO_ERROR' && /No such file/.test(String(cause));
  if (code === 'LEVEL_CORRUPTION' || missingFile) return true;
  throw error;
}
