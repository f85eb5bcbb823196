import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { MemoryStore } from '../store/memoryStore.ts';
import { loadRoom, ROOM_RECORD } from '../testing/roomFixture.ts';

/** Updates of a document that gains one stroke after the other. */
function strokeUpdates(count: number, size = 10): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  for (let i = 0; i < count; i++) strokesOf(doc).set(`stroke-${i}`, new Uint8Array(size).fill(i));
  return updates;
}

test('D2 a room loads as it was, with its version, strokes and ledger', async () => {
  const store = new MemoryStore();
  const room = await loadRoom(store);
  const updates = strokeUpdates(3);
  for (const update of updates) room.accept(update, 'ann', null);
  await room.flush();
  const again = await loadRoom(store);
  expect(again.version).toBe(3);
  expect(again.strokeCount).toBe(3);
  expect(Y.encodeStateAsUpdate(again.doc)).toEqual(Y.encodeStateAsUpdate(room.doc));
  expect(again.ledger.toRecord()).toEqual(room.ledger.toRecord());
  expect(again.storedStateVector).toEqual(Y.encodeStateVector(room.doc));
});

test('many changes become a snapshot, so that a load stays short', async () => {
  const store = new MemoryStore();
  const room = await loadRoom(store);
  for (const update of strokeUpdates(450)) room.accept(update, 'ann', null);
  await new Promise<void>((resolve) => room.whenStored(resolve));
  const { snapshot, updates } = await store.loadDocument(ROOM_RECORD.id);
  expect(snapshot?.sequence).toBe(400);
  expect(updates).toHaveLength(50);
  expect((await loadRoom(store)).strokeCount).toBe(450);
});

test('D1 stored follows accepted in order, and only once the write is done', async () => {
  const writes: (() => void)[] = [];
  class SlowStore extends MemoryStore {
    override appendUpdate(): Promise<void> {
      return new Promise((resolve) => writes.push(resolve));
    }
  }
  const room = await loadRoom(new SlowStore());
  const events: string[] = [];
  room.on('accepted', ({ version }) => events.push(`accepted ${version}`));
  room.on('stored', ({ version }) => events.push(`stored ${version}`));
  const [first, second] = strokeUpdates(2) as [Uint8Array, Uint8Array];
  room.accept(first, 'ann', null);
  room.accept(second, 'ann', null);
  room.whenStored(() => events.push('all'));
  expect(events).toEqual(['accepted 1', 'accepted 2']);
  // Out of order on disk: the first still comes first.
  writes[1]?.();
  await Promise.resolve();
  expect(events).toHaveLength(2);
  writes[0]?.();
  await new Promise<void>((resolve) => room.whenStored(resolve));
  expect(events.slice(2)).toEqual(['stored 1', 'stored 2', 'all']);
});

test('D6 after a failed write nothing is called stored and nothing more is accepted', async () => {
  class BrokenStore extends MemoryStore {
    override async appendUpdate(): Promise<void> {
      throw new Error('no space');
    }
  }
  const room = await loadRoom(new BrokenStore());
  const failed = new Promise((resolve) => room.on('failed', resolve));
  room.on('stored', () => expect.unreachable());
  const [first, second] = strokeUpdates(2) as [Uint8Array, Uint8Array];
  room.accept(first, 'ann', null);
  expect(await failed).toMatchObject({ message: 'no space' });
  room.accept(second, 'ann', null);
  expect(room.version).toBe(1);
});

test('the size of the document is measured only when it might break the limit', async () => {
  const room = await loadRoom();
  const [update] = strokeUpdates(1, 1_000) as [Uint8Array];
  room.accept(update, 'ann', null);
  const size = Y.encodeStateAsUpdate(room.doc).byteLength;
  expect(room.bytesWith(10, size + 10)).toBeLessThanOrEqual(size + 10);
  expect(room.bytesWith(11, size + 10)).toBeGreaterThan(size + 10);
});
