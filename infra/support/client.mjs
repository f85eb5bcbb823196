import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, say } from './fail.mjs';
import { inRoot } from './paths.mjs';
import { runTool } from './run.mjs';

/** Where vite puts the built client, and the hash of what it was built from. */
const BUILT_PAGE = inRoot('dist/client/index.html');
const STAMP = inRoot('dist/client/.sources');

/** What the built client depends on. */
const SOURCES = ['client', 'shared', 'package-lock.json'];

/** Builds the client where its sources changed since the last build. */
export async function ensureClient() {
  const hash = hashOf(SOURCES);
  if (existsSync(BUILT_PAGE) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  say('building the client …');
  const code = await runTool('vite/bin/vite.js', [
    'build',
    '--config',
    'client/vite.config.ts',
    '--logLevel',
    'warn',
  ]);
  if (code !== 0) throw new SetupError('the client could not be built; the messages above say why.');
  writeFileSync(STAMP, hash);
}

/**
 * @param {string[]} paths files and folders below the root
 * @returns {string} one hash of their names and contents; tests do not count
 */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((path) => filesOf(path))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(inRoot(path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path) {
  let entries;
  try {
    entries = readdirSync(inRoot(path), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
  return entries
    .filter((entry) => !/\.(test\.ts|md)$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
}
