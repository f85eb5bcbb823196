import { expect, test } from 'vitest';
import { decodeRecord, encodeRecord, RecordError, updateRecordSchema } from './records.ts';

const RECORD = { sequence: 3, subject: 'ann00000', update: new Uint8Array([1, 2, 3]) };

test('a record comes back as it was written', () => {
  expect(decodeRecord(encodeRecord(RECORD), updateRecordSchema)).toEqual(RECORD);
});

test('D4 a record with any one bit flipped is noticed', () => {
  const bytes = encodeRecord(RECORD);
  for (let bit = 0; bit < bytes.byteLength * 8; bit++) {
    const damaged = Uint8Array.from(bytes);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => decodeRecord(damaged, updateRecordSchema)).toThrow(RecordError);
  }
});

test('D4 a record cut short anywhere is noticed', () => {
  const bytes = encodeRecord(RECORD);
  for (let length = 0; length < bytes.byteLength; length++) {
    expect(() => decodeRecord(bytes.subarray(0, length), updateRecordSchema)).toThrow(RecordError);
  }
});

test('a record of another kind is noticed', () => {
  expect(() => decodeRecord(encodeRecord({ at: 1 }), updateRecordSchema)).toThrow(/shape/);
});
