import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { decodeMessage, encodeStep1, encodeUpdate } from './messages.ts';

function sync(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

test('messages are those of y-protocols, both ways', () => {
  const doc = new Y.Doc();
  doc.getMap('strokes').set('a', 1);
  const update = Y.encodeStateAsUpdate(doc);
  expect(decodeMessage(sync((encoder) => writeUpdate(encoder, update)))).toEqual({ type: 'update', update });
  expect(encodeUpdate(update)).toEqual(sync((encoder) => writeUpdate(encoder, update)));
  expect(encodeStep1(Y.encodeStateVector(doc))).toEqual(sync((encoder) => writeSyncStep1(encoder, doc)));
});

test.each([
  ['empty', []],
  ['an unknown type', [9]],
  ['an unknown step', [0, 7, 0]],
  ['cut short', [0, 2, 9, 1]],
  ['too long', [3, 0]],
  ['a length beyond any array', [0, 2, 255, 255, 255, 255, 255, 255, 255, 15]],
])('G1 bytes that are no message are refused: %s', (_name, bytes) => {
  expect(() => decodeMessage(new Uint8Array(bytes))).toThrow(/not a message/);
});
