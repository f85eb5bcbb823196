import { expect, test } from 'vitest';
import { PART_IDS, type PartId } from '../shared/parts.ts';
import { blendedCodes, type ReadDrawing } from './blend.ts';

const forEachPart = <T>(make: (part: PartId) => T) =>
  Object.fromEntries(PART_IDS.map((part) => [part, make(part)])) as Record<PartId, T>;

function drawing(value: number, drawn: readonly PartId[]): ReadDrawing {
  const code = new Float32Array([value, -value]);
  const distances = { squared: new Float32Array(), rows: new Int32Array(), mean: 1 } as never;
  return {
    embedded: forEachPart((part) => (drawn.includes(part) ? { code, distances } : null)),
    projections: forEachPart(() => ({ neighbours: [], code })),
  };
}

test('a part is the mean of the drawings that have it; a part that nobody drew is the mean of all', () => {
  const codes = blendedCodes([drawing(1, ['nose', 'mouth']), drawing(3, ['nose']), drawing(8, [])]);
  expect([...codes.nose]).toEqual([2, -2]);
  expect([...codes.mouth]).toEqual([1, -1]);
  expect([...codes.leftEye]).toEqual([4, -4]);
});

test('a single drawing keeps its own codes, so that caches know them again', () => {
  const only = drawing(5, ['nose']);
  expect(blendedCodes([only]).nose).toBe(only.projections.nose.code);
});
