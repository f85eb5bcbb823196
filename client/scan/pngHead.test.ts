import { expect, test } from 'vitest';
import { isPngOf } from './pngHead.ts';

const head = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 2, 0, 0, 0, 1, 0,
]);

test('a PNG is known by its first bytes, and so is its size', () => {
  expect(isPngOf(head, 512, 256)).toBe(true);
  expect(isPngOf(head.subarray(0), 512, 512)).toBe(false);
  expect(isPngOf(head.subarray(0, 23), 512, 256)).toBe(false);
  expect(isPngOf(head.with(0, 0), 512, 256)).toBe(false);
  expect(isPngOf(new Uint8Array(), 512, 256)).toBe(false);
});
