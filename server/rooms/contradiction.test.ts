import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { PendingPlaces } from './contradiction.ts';

/** The changes of a page with this Yjs client that sets these strokes one after the other. */
function changesOf(client: number, strokes: [id: string, byte: number][]): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = client;
  const changes: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => changes.push(update));
  for (const [id, byte] of strokes) strokesOf(doc).set(id, new Uint8Array([byte]));
  return changes;
}

const ours = changesOf(5, [
  ['stroke-1', 1],
  ['stroke-2', 2],
]) as [Uint8Array, Uint8Array];
const [, otherSecond] = changesOf(5, [
  ['stroke-1', 1],
  ['stroke-2', 3],
]) as [Uint8Array, Uint8Array];

test('X5 only other content in the very place of a change that waits contradicts it', () => {
  const places = new PendingPlaces();
  expect(places.contradictedBy(otherSecond)).toBe(false);
  for (const change of ours) places.add(change);
  expect(places.contradictedBy(otherSecond)).toBe(true);
  expect(places.contradictedBy(ours[1])).toBe(false);
  expect(places.contradictedBy(changesOf(6, [['stroke-2', 3]])[0] as Uint8Array)).toBe(false);
});

test('X5 a change that came back from the log is contradicted no more, one that came after it is', () => {
  const places = new PendingPlaces();
  places.add(ours[0]);
  expect(places.contradictedBy(otherSecond)).toBe(false);
  places.add(ours[1]);
  places.shift();
  expect(places.contradictedBy(otherSecond)).toBe(true);
  places.shift();
  expect(places.contradictedBy(otherSecond)).toBe(false);
  places.add(ours[1]);
  places.clear();
  expect(places.contradictedBy(otherSecond)).toBe(false);
});
