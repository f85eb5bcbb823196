import { expect, test } from 'vitest';
import { VIEW_SIZE } from '../../models/reference/facePlace.ts';
import { thinned } from './faceMasks.ts';

test('a mask keeps its class numbers and their places in the parser’s size', () => {
  const [side, left] = [2 * VIEW_SIZE, 100];
  const mask = Uint8Array.from({ length: side * side }, (_, at) => (at % side < left ? 13 : 1));
  const small = thinned(mask, side);
  for (const row of [0, 77, VIEW_SIZE - 1]) {
    const at = row * VIEW_SIZE;
    expect([...small.subarray(at + left / 2 - 1, at + left / 2 + 1)]).toEqual([13, 1]);
  }
  expect(thinned(small, VIEW_SIZE)).toEqual(small);
});
