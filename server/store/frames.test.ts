import { expect, test } from 'vitest';
import { decodeFrames, encodeFrame } from './frames.ts';

const RECORDS = [new Uint8Array([1, 2, 3]), new Uint8Array(300).fill(7), new Uint8Array([9])];
const FILE = Buffer.concat(RECORDS.map(encodeFrame));

test('frames come back as they were written', () => {
  const { records, end, length } = decodeFrames(FILE);
  expect(records.map((record) => [...record])).toEqual(RECORDS.map((record) => [...record]));
  expect([end, length]).toEqual(['whole', FILE.byteLength]);
});

test('D2 a file cut short anywhere is whole up to its last whole frame', () => {
  for (let length = 0; length < FILE.byteLength; length++) {
    const frames = decodeFrames(FILE.subarray(0, length));
    expect(frames.end).toBe(frames.length === length ? 'whole' : 'torn');
    expect(frames.length).toBeLessThanOrEqual(length);
  }
});

test('D2 blank bytes after the last frame are a torn write', () => {
  const frames = decodeFrames(Buffer.concat([FILE, Buffer.alloc(100)]));
  expect([frames.end, frames.length]).toEqual(['torn', FILE.byteLength]);
});

test('D4 a bit flipped in a frame’s length is damage, never a longer or shorter record', () => {
  for (let bit = 0; bit < 64; bit++) {
    const damaged = Buffer.from(FILE);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(decodeFrames(damaged)).toMatchObject({ records: [], end: 'damaged' });
  }
});
