import { expect, test } from 'vitest';
import { partsByLot } from './lots.ts';
import { PART_IDS } from './parts.ts';

const people = ['ann', 'ben', 'cid', 'dan', 'eva', 'fay', 'gus'];

test('Q19 the same seed and people give the same lots, in whatever order they came', () => {
  expect(partsByLot(people, 7)).toEqual(partsByLot([...people].reverse(), 7));
  const many = new Set(Array.from({ length: 40 }, (_, seed) => partsByLot(people, seed).get('nose')));
  expect(many.size).toBe(people.length);
});

test('Q19 every part is somebody’s; nobody has two while somebody has none', () => {
  expect(new Set(partsByLot(people, 3).values()).size).toBe(PART_IDS.length);
  const two = [...partsByLot(['ann', 'ben'], 3).values()];
  expect(two).toHaveLength(PART_IDS.length);
  expect(two.filter((one) => one === 'ann').length).toBeGreaterThanOrEqual(2);
  expect(partsByLot([], 1).size).toBe(0);
});
