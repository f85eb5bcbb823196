import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as Y from 'yjs';
import { nameRoots, strokesOf } from '../../shared/roomDocument.ts';
import { Ledger } from '../rooms/ledger.ts';
import { roomIdsIn } from './fileStore.ts';
import { isLocked } from './folderLock.ts';
import { asideSchema, roomRecordSchema, visitSchema } from './records.ts';
import { ROOM_FILES, RoomFolder } from './roomFolder.ts';
import { replaceFile } from './syncedFiles.ts';

/** What an operator should know before going on; the message says what to do. */
export class MaintenanceError extends Error {
  override name = 'MaintenanceError';
}

export interface RoomReport {
  id: string;
  /** ms since the Unix epoch; null where it cannot be read */
  lastVisitAt: number | null;
  strokes: number;
  bytes: number;
  /** one sentence a finding; none: the room is whole */
  findings: string[];
  /** set aside: nobody can open it */
  aside: boolean;
}

/** Reads a room as it stands, also while a server runs. */
export async function inspectRoom(store: string, id: string): Promise<RoomReport> {
  const folder = new RoomFolder(join(store, id));
  const reading = await folder.readDocument();
  const findings = [...reading.findings, ...(await folder.readLog()).findings];
  const record = await folder.read('room', roomRecordSchema).catch((error: Error) => {
    findings.push(`its room cannot be read: ${error.message}`);
    return undefined;
  });
  if (record === null) findings.push('its room is missing: its links are lost');
  const visit = await folder.read('visit', visitSchema).catch(() => null);
  const doc = documentOf(reading, findings);
  const aside = await folder.read('aside', asideSchema).catch(() => ({ at: 0, detail: '' }));
  const bytes = Y.encodeStateAsUpdate(doc).byteLength;
  return {
    id,
    lastVisitAt: visit?.at ?? null,
    strokes: strokesOf(doc).size,
    bytes,
    findings,
    aside: aside !== null,
  };
}

export async function inspectRooms(store: string): Promise<RoomReport[]> {
  const reports: RoomReport[] = [];
  for (const id of (await roomIdsIn(store)).sort()) reports.push(await inspectRoom(store, id));
  return reports;
}

/**
 * Makes a room of what can be read of a damaged one. The damaged files stay in the folder `damaged`.
 * @param keep where they stay
 * @returns the room as it is now
 * @throws MaintenanceError
 */
export async function recoverRoom(store: string, keep: string, id: string, now: number): Promise<RoomReport> {
  await demandStopped(store);
  const folder = new RoomFolder(join(store, id));
  const record = await folder.read('room', roomRecordSchema).catch(() => null);
  if (!record) {
    throw new MaintenanceError(`The links of room ${id} cannot be read. Restore it from a backup.`);
  }
  const reading = await folder.readDocument();
  const doc = documentOf(reading, []);
  const ledger = new Ledger(reading.snapshot?.ledger);
  for (const { update, subject } of reading.updates) claim(ledger, update, subject);
  const kept = join(keep, `${id}-${now}`);
  await cp(folder.path, kept, { recursive: true });
  const state = Y.encodeStateAsUpdate(doc);
  await folder.write('snapshot', { sequence: reading.lastSequence, state, ledger: ledger.toRecord() });
  await replaceFile(folder.file('changes'), new Uint8Array());
  await keepReadableLog(folder);
  await folder.write('visit', { at: now });
  await rm(folder.file('aside'), { force: true });
  return inspectRoom(store, id);
}

/** What can be read of the log stays: its next line names what the drawing holds beyond it. */
async function keepReadableLog(folder: RoomFolder): Promise<void> {
  const { lines } = await folder.readLog();
  await rm(folder.file('session'), { force: true });
  await rm(folder.file('sessionHead'), { force: true });
  await folder.appendLog(lines.map((line, i) => ({ n: i + 1, line })));
}

/**
 * Copies rooms, also while a server runs. The order of the files matters: what a room compacts meanwhile is
 * in the snapshot then, which is copied after the changes.
 * @returns rooms of the copy
 */
export async function backUpRooms(store: string, target: string, ids?: string[]): Promise<RoomReport[]> {
  const reports: RoomReport[] = [];
  for (const id of ids?.length ? ids : await roomIdsIn(store)) {
    await copyRoom(join(store, id), join(target, id));
    reports.push(await inspectRoom(target, id));
  }
  return reports;
}

/**
 * Puts rooms of a backup in the store. A room that is there already is kept aside, not overwritten.
 * @param keep where it is kept
 * @throws MaintenanceError
 */
export async function restoreRooms(
  backup: string,
  store: string,
  keep: string,
  now: number,
  ids?: string[],
): Promise<RoomReport[]> {
  await demandStopped(store);
  const present = new Set(await roomIdsIn(store));
  const reports: RoomReport[] = [];
  for (const id of ids?.length ? ids : await roomIdsIn(backup)) {
    if (present.has(id)) {
      await mkdir(keep, { recursive: true });
      await rename(join(store, id), join(keep, `${id}-${now}`));
    }
    await copyRoom(join(backup, id), join(store, id));
    // Otherwise a room that nobody visited for a month would expire at once.
    await new RoomFolder(join(store, id)).write('visit', { at: now });
    reports.push(await inspectRoom(store, id));
  }
  return reports;
}

async function copyRoom(from: string, to: string): Promise<void> {
  const present = new Set(await readdir(from));
  await mkdir(to, { recursive: true });
  for (const name of ROOM_FILES) if (present.has(name)) await cp(join(from, name), join(to, name));
  if (present.has('versions')) await cp(join(from, 'versions'), join(to, 'versions'), { recursive: true });
}

async function demandStopped(store: string): Promise<void> {
  if (await isLocked(store)) throw new MaintenanceError('Stop the server first: it holds these rooms.');
}

/** Applies what can be applied; what builds on lost changes is left out. */
function documentOf(
  { snapshot, updates }: Awaited<ReturnType<RoomFolder['readDocument']>>,
  findings: string[],
): Y.Doc {
  const doc = new Y.Doc();
  nameRoots(doc);
  for (const update of [...(snapshot ? [snapshot.state] : []), ...updates.map((record) => record.update)]) {
    try {
      Y.applyUpdate(doc, update);
    } catch {
      findings.push('a change is no Yjs update');
    }
  }
  doc.store.pendingStructs = null;
  doc.store.pendingDs = null;
  return doc;
}

function claim(ledger: Ledger, update: Uint8Array, subject: string): void {
  try {
    ledger.claimClientsOf(update, subject);
  } catch {
    // Not a Yjs update: it was left out of the document too.
  }
}
