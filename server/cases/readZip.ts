import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { MAX_CASE_BYTES, MAX_CASE_FILES, MAX_CASE_UNPACKED_BYTES } from '../../shared/limits.ts';
import { CaseFault } from './caseFault.ts';

/** Unix file types (stat.h) in the upper half of a zip entry's external attributes. */
const FILE_TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;
/** Letters, digits, dot, dash and underline, in folders: nothing that a file system could read otherwise. */
const SAFE_PATH = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** What yauzl says of names like `/x`, `../x` and `a\\b`. */
const UNSAFE_NAME = /absolute path|relative path|invalid characters in fileName/;

/**
 * Unpacks a zip into memory: nothing of it touches the disk, and nothing is unpacked beyond what its sizes
 * promise and the limits allow.
 * @throws CaseFault
 */
export async function readZip(bytes: Buffer): Promise<Map<string, Buffer>> {
  if (bytes.byteLength > MAX_CASE_BYTES) throw new CaseFault('The file is too large for a case bundle.');
  try {
    return await unpack(await fromBufferPromise(bytes, { lazyEntries: true }));
  } catch (error) {
    if (error instanceof CaseFault) throw error;
    const { message } = error as Error;
    if (UNSAFE_NAME.test(message))
      throw new CaseFault(`The bundle has a file whose name leads out of it (${message}).`);
    throw new CaseFault(`The file is no zip that can be read: ${message}.`);
  }
}

async function unpack(zip: ZipFile): Promise<Map<string, Buffer>> {
  if (zip.entryCount > MAX_CASE_FILES)
    throw new CaseFault(`The bundle has ${zip.entryCount} files: too many.`);
  const entries = await entriesOf(zip);
  const names = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    const { fileName } = entry;
    checkEntry(entry);
    // Some file systems do not tell capitals from small letters.
    const name = fileName.toLowerCase();
    if (names.has(name)) throw new CaseFault(`The bundle has two files of the name ${fileName}.`);
    names.add(name);
    total += entry.uncompressedSize;
    if (total > MAX_CASE_UNPACKED_BYTES)
      throw new CaseFault('The bundle unpacks to more than a case can hold.');
  }
  const files = new Map<string, Buffer>();
  for (const entry of entries) files.set(entry.fileName, await bytesOf(zip, entry));
  return files;
}

function checkEntry({ fileName, versionMadeBy, externalFileAttributes, ...entry }: Entry): void {
  const shown = JSON.stringify(fileName);
  if (!SAFE_PATH.test(fileName))
    throw new CaseFault(`The bundle has a file of the name ${shown}, which is not safe.`);
  const type = (externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  const madeOnUnix = versionMadeBy >> 8 === 3;
  if (madeOnUnix && type !== 0 && type !== REGULAR_FILE) throw new CaseFault(`${fileName} is no plain file.`);
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw new CaseFault(`${fileName} is encrypted.`);
}

function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

async function bytesOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // yauzl ends the stream with an error where it is longer or shorter than its entry says.
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
