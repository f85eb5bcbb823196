import { expect, test } from 'vitest';
import { unpackStrokes } from './guideArt.ts';

test('strokes come back as an origin and the sum of their steps', () => {
  const { points, strokeStarts } = unpackStrokes(
    Int16Array.of(80, 160, -8, 0),
    Int8Array.of(2, 0, 0, -127, 127, 127),
    Uint8Array.of(2, 1),
  );
  expect([...strokeStarts]).toEqual([0, 3, 5]);
  expect([...points]).toEqual([80, 160, 88, 160, 88, 160 - 4 * 127, -8, 0, 500, 508]);
});

test('a dot is a stroke without steps', () => {
  const { points, strokeStarts } = unpackStrokes(Int16Array.of(8, 16), new Int8Array(0), Uint8Array.of(0));
  expect([...points]).toEqual([8, 16]);
  expect([...strokeStarts]).toEqual([0, 1]);
});
