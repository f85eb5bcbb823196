import type { z } from 'zod';
import type { LogEntry } from '../../shared/sessionLog.ts';
import { decodeStroke, type Stroke, StrokeFormatError } from '../../shared/strokeCodec.ts';
import { BrokenChainError, EMPTY_HEAD, readLine, sha256 } from '../sessionLog/chain.ts';
import { editDigest } from '../sessionLog/drawingActs.ts';
import { emptySession, follow, markOf, type SessionState } from '../sessionLog/sessionState.ts';
import { isSignedBy } from '../sessionLog/signingKey.ts';
import { CaseFault } from './caseFault.ts';
import {
  type CaseDrawing,
  type CaseManifest,
  caseDrawingSchema,
  caseVersionSchema,
  DRAWING,
  LOG,
  MANIFEST,
  manifestSchema,
  PICTURES,
  SIGNATURE,
  signedBytes,
  VERSIONS,
} from './caseFormat.ts';
import { readZip } from './readZip.ts';

/** A case bundle in which everything fits. */
export interface VerifiedCase {
  manifest: CaseManifest;
  entries: LogEntry[];
  session: SessionState;
  drawing: CaseDrawing;
  strokes: Stroke[];
  files: ReadonlyMap<string, Buffer>;
}

/**
 * Checks everything that a case bundle says of itself, the outermost first.
 * @param trustedKey public key of the server that the session was held on; without it the bundle is only known to
 *   fit itself
 * @throws CaseFault naming the first thing that does not fit
 */
export async function verifyCase(zip: Buffer, trustedKey?: string): Promise<VerifiedCase> {
  const files = await readZip(zip);
  const manifest = signedManifest(files, trustedKey);
  checkListing(files, manifest);
  const { entries, session } = checkedLog(fileOf(files, LOG).toString('utf8'), manifest);
  for (const { path, bytes, sha256: expected } of manifest.files) {
    const file = fileOf(files, path);
    if (file.byteLength !== bytes || sha256(file) !== expected) {
      throw new CaseFault(`${path} was changed: it is not the file that the manifest names.`);
    }
  }
  const drawing = parsedFile(files, DRAWING, caseDrawingSchema);
  const strokes = checkedStrokes(drawing, session);
  checkEdits(drawing, session);
  checkSettings(drawing, session);
  checkPictures(files, session);
  checkVersions(files, session);
  return { manifest, entries, session, drawing, strokes, files };
}

function signedManifest(files: ReadonlyMap<string, Buffer>, trustedKey: string | undefined): CaseManifest {
  const bytes = fileOf(files, MANIFEST);
  const signature = fileOf(files, SIGNATURE).toString('utf8').trim();
  const manifest = parsedFile(files, MANIFEST, manifestSchema);
  if (trustedKey !== undefined && manifest.publicKey !== trustedKey) {
    throw new CaseFault(
      'The case names another key than the one given: it comes from another server, or was made up.',
    );
  }
  if (!isSignedBy(manifest.publicKey, signedBytes(bytes), signature)) {
    throw new CaseFault(`The signature does not fit: ${MANIFEST} or ${SIGNATURE} was changed.`);
  }
  return manifest;
}

/** The manifest lists every file but itself and its signature, each once. */
function checkListing(files: ReadonlyMap<string, Buffer>, { files: listed }: CaseManifest): void {
  const paths = new Set([MANIFEST, SIGNATURE]);
  for (const { path } of listed) {
    if (paths.has(path)) throw new CaseFault(`${path} is listed twice in the manifest.`);
    paths.add(path);
    if (!files.has(path)) throw new CaseFault(`${path} is missing.`);
  }
  for (const path of files.keys()) {
    if (!paths.has(path)) throw new CaseFault(`${path} was added: the manifest does not name it.`);
  }
}

/** The log is read before its checksum is compared, so that the line at fault is named. */
function checkedLog(text: string, { log, room, publicKey }: CaseManifest) {
  const entries: LogEntry[] = [];
  const session = emptySession();
  let head = EMPTY_HEAD;
  if (!text.endsWith('\n')) throw new CaseFault(`${LOG} breaks off in the middle of a line.`);
  for (const line of text.slice(0, -1).split('\n')) {
    try {
      const [entry, next] = readLine(head, line);
      entries.push(entry);
      follow(session, entry);
      head = next;
    } catch (error) {
      if (error instanceof BrokenChainError) throw new CaseFault(error.message);
      throw error;
    }
  }
  if (head.lines < log.lines)
    throw new CaseFault(`The log is cut off: it ends at line ${head.lines} of ${log.lines}.`);
  if (head.lines > log.lines) throw new CaseFault(`Log line ${log.lines + 1} was added.`);
  if (head.digest !== log.head) {
    throw new CaseFault(`Log line ${head.lines}, the last, was changed, or the whole log was written anew.`);
  }
  const [opened] = entries;
  if (opened?.what !== 'opened' || opened.room !== room)
    throw new CaseFault('The log is of another session.');
  const keys = entries.flatMap((entry) =>
    entry.what === 'opened' || entry.what === 'resumed' ? [entry.key] : [],
  );
  if (!keys.includes(publicKey))
    throw new CaseFault('The log was kept under another key than the case is signed with.');
  return { entries, session };
}

function checkedStrokes({ strokes }: CaseDrawing, session: SessionState): Stroke[] {
  const left = new Map(session.strokes);
  const decoded = strokes.map(({ id, packed }) => {
    const bytes = Buffer.from(packed, 'base64');
    const logged = left.get(id);
    if (logged === undefined) throw new CaseFault(`Stroke ${id} is in the drawing, but not in the log.`);
    if (logged !== sha256(bytes)) throw new CaseFault(`Stroke ${id} is not the one that the log names.`);
    left.delete(id);
    try {
      return decodeStroke(bytes);
    } catch (error) {
      if (error instanceof StrokeFormatError)
        throw new CaseFault(`Stroke ${id} is no stroke: ${error.message}.`);
      throw error;
    }
  });
  for (const [id] of left) throw new CaseFault(`Stroke ${id} is in the log, but not in the drawing.`);
  return decoded;
}

function checkEdits({ edits = [] }: CaseDrawing, session: SessionState): void {
  const left = new Map(session.edits);
  for (const [key, value] of edits) {
    if (left.get(key) !== editDigest(value)) {
      throw new CaseFault(`What was changed of a stroke (${key}) is not what the log says.`);
    }
    left.delete(key);
  }
  for (const [key] of left) throw new CaseFault(`What was changed of a stroke (${key}) is missing.`);
}

/** Settings that were ever set in the session; those it began with are not in its log. */
function checkSettings({ values }: CaseDrawing, { settings }: SessionState): void {
  for (const [key, value] of settings) {
    // The log tells of a guide whose setting was taken away that it is on, which is its default.
    const isDefault = !Object.hasOwn(values, key) && (value === null || (key === 'shadow' && value === true));
    if (!isDefault && JSON.stringify(values[key]) !== JSON.stringify(value)) {
      throw new CaseFault(`The setting ${key} is not what the log says.`);
    }
  }
}

function checkPictures(files: ReadonlyMap<string, Buffer>, { pictures }: SessionState): void {
  for (const [path, bytes] of files) {
    if (path.startsWith(PICTURES) && !pictures.has(sha256(bytes))) {
      throw new CaseFault(`${path} was never shown, says the log.`);
    }
  }
}

function checkVersions(files: ReadonlyMap<string, Buffer>, { versions, drawn, edited }: SessionState): void {
  for (const path of files.keys()) {
    if (!path.startsWith(VERSIONS)) continue;
    const { head, strokes, edits = [] } = parsedFile(files, path, caseVersionSchema);
    if (!versions.has(head.id)) throw new CaseFault(`${path} was never kept, says the log.`);
    for (const { id, packed } of strokes) {
      if (drawn.has(sha256(Buffer.from(packed, 'base64')))) continue;
      throw new CaseFault(`Stroke ${id} of ${path} was never drawn, says the log.`);
    }
    for (const [key, value] of edits) {
      if (edited.has(markOf(key, editDigest(value) ?? ''))) continue;
      throw new CaseFault(`A change of a stroke (${key}) in ${path} was never made, says the log.`);
    }
  }
}

function parsedFile<T>(files: ReadonlyMap<string, Buffer>, path: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(fileOf(files, path).toString('utf8'));
  } catch (error) {
    if (error instanceof CaseFault) throw error;
    throw new CaseFault(`${path} is not JSON.`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new CaseFault(`${path} has an unknown form (${issue?.path.join('.')}: ${issue?.message}).`);
}

function fileOf(files: ReadonlyMap<string, Buffer>, path: string): Buffer {
  const file = files.get(path);
  if (!file) throw new CaseFault(`${path} is missing.`);
  return file;
}
