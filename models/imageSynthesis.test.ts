import { expect, test } from 'vitest';
import { interleave } from './imageSynthesis.ts';

test('interleave turns planes of −1…1 into bytes and cuts what lies outside', () => {
  const planes = Float32Array.of(-1, 1, 0, 2, 0, 0, 0, 0, 1, -3, 1, 1);
  expect([...interleave(planes, 2)]).toEqual([0, 128, 255, 255, 128, 0, 128, 128, 255, 255, 128, 255]);
});
