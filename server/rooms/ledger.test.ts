import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { Ledger } from './ledger.ts';

const INK = new Uint8Array([1, 2, 3]);

test('A2 an erased stroke is known by its bytes, before and after a restart', () => {
  const doc = new Y.Doc();
  const ledger = new Ledger();
  ledger.watch(doc);
  strokesOf(doc).set('stroke-1', INK);
  expect(ledger.hadStroke('stroke-1', INK)).toBe(false);
  strokesOf(doc).delete('stroke-1');
  for (const known of [ledger, new Ledger(ledger.toRecord())]) {
    expect(known.hadStroke('stroke-1', INK)).toBe(true);
    expect(known.hadStroke('stroke-1', new Uint8Array([1, 2, 4]))).toBe(false);
    expect(known.hadOtherStroke('stroke-1', new Uint8Array([1, 2, 4]))).toBe(true);
    expect(known.hadStroke('stroke-2', INK)).toBe(false);
  }
});

test('A4 a client id belongs to the first who wrote with it', () => {
  const ledger = new Ledger();
  const doc = new Y.Doc();
  strokesOf(doc).set('stroke-1', INK);
  ledger.claimClientsOf(Y.encodeStateAsUpdate(doc), 'ann');
  ledger.claim(doc.clientID, 'ben');
  expect(ledger.ownerOf(doc.clientID)).toBe('ann');
  expect(new Ledger(ledger.toRecord()).ownerOf(doc.clientID)).toBe('ann');
  expect(ledger.ownerOf(1)).toBeNull();
});
