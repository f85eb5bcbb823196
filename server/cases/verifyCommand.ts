import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { publicKeySchema } from '../../shared/sessionLog.ts';
import { CaseFault } from './caseFault.ts';
import { verifyCase } from './verifyCase.ts';

/** `npm run verify-case -- FILE [--key PUBLIC]`: exit code 0 where everything fits, 1 where something does not, 2 for a wrong call. */
const USAGE = `usage: npm run verify-case -- FILE [--key PUBLIC_KEY]
  PUBLIC_KEY  what the server printed when it started, and what the session showed`;

try {
  const { values, positionals } = parseArgs({ options: { key: { type: 'string' } }, allowPositionals: true });
  const [file, ...others] = positionals;
  if (!file || others.length > 0) stop(2, USAGE);
  if (values.key !== undefined && !publicKeySchema.safeParse(values.key).success) {
    stop(2, 'The key is none of ours: 43 letters, digits, dashes and underlines.');
  }
  const { manifest, entries, strokes } = await verifyCase(await readFile(file), values.key);
  const ended = manifest.closedAt === null ? 'still open' : `closed ${iso(manifest.closedAt)}`;
  say(`Everything fits: room ${manifest.room}, made ${iso(manifest.createdAt)}, ${ended}.`);
  say(`${entries.length} log lines, ${strokes.length} strokes, ${manifest.files.length} files.`);
  if (values.key) say('It is signed with the key that was given.');
  else say(`It is signed with ${manifest.publicKey}. Compare it with the key that the session showed.`);
} catch (error) {
  if (error instanceof CaseFault) stop(1, error.message);
  const { code, message } = error as NodeJS.ErrnoException;
  stop(2, code === 'ENOENT' ? 'There is no such file.' : message);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stop(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
