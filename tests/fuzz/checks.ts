import * as Y from 'yjs';
import { editsOf, nameRoots, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import type { World } from './world.ts';

/** The documents differ, or something that was promised is not there. */
export class DivergenceError extends Error {
  override name = 'DivergenceError';
}

/** D1 D3: what a page calls saved is on disk, and so is all that it got from the server. */
export async function checkSaved({ disk, roomId, pages }: World): Promise<void> {
  const stored = await documentOnDisk(disk, roomId);
  const snapshot = Y.snapshot(stored);
  for (const { subject, saved, doc } of pages) {
    if (saved === 'saved' && !Y.snapshotContainsUpdate(snapshot, Y.encodeStateAsUpdate(doc))) {
      throw new DivergenceError(`${subject} is told "saved", but the disk lacks something of their document`);
    }
  }
  stored.destroy();
}

/** C1 C4: after everything healed all documents are one, and no stroke is missing that nobody took away. */
export async function checkEnd({ disk, roomId, pages, server, drawn, mayBeGone }: World): Promise<void> {
  const [surprise] = server.surprises;
  if (surprise) throw new DivergenceError(`the server met an error that nobody foresaw: ${surprise}`);
  const truth = await documentOnDisk(disk, roomId);
  const room = await server.registry.open(roomId);
  compare('the server', room.doc, truth);
  for (const page of pages) {
    if (page.stopped) throw new DivergenceError(`${page.subject} was turned out: ${page.stopped}`);
    if (page.saved !== 'saved') throw new DivergenceError(`${page.subject} is still unsaved`);
    compare(page.subject, page.doc, truth);
  }
  const strokes = strokesOf(truth);
  const lost = [...drawn].filter((id) => !strokes.has(id) && !mayBeGone.has(id));
  if (lost.length > 0) throw new DivergenceError(`${lost.length} strokes are lost: ${lost.join(', ')}`);
}

async function documentOnDisk(disk: World['disk'], roomId: string): Promise<Y.Doc> {
  const { snapshot, updates } = await disk.loadDocument(roomId);
  const doc = new Y.Doc();
  // Named first, so that the roots are maps even where nothing was drawn.
  nameRoots(doc);
  if (snapshot) Y.applyUpdate(doc, snapshot.state);
  for (const { update } of updates) Y.applyUpdate(doc, update);
  return doc;
}

function compare(whose: string, doc: Y.Doc, truth: Y.Doc): void {
  if (doc.store.pendingStructs || doc.store.pendingDs)
    throw new DivergenceError(`${whose} waits for changes`);
  const [ours, theirs] = [contentOf(doc), contentOf(truth)];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    if (ours.get(key) !== theirs.get(key))
      throw new DivergenceError(`${whose} differs from the disk in ${key}`);
  }
  if (!Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(truth))) {
    throw new DivergenceError(`${whose} shows the same as the disk, but has another history`);
  }
}

function contentOf(doc: Y.Doc): Map<string, string> {
  const content = new Map<string, string>();
  for (const [id, bytes] of strokesOf(doc)) content.set(`stroke ${id}`, Buffer.from(bytes).toString('hex'));
  for (const [key, value] of editsOf(doc)) content.set(`edit ${key}`, JSON.stringify(value));
  for (const [key, value] of settingsMapOf(doc)) content.set(`setting ${key}`, JSON.stringify(value));
  return content;
}
