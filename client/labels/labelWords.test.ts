import { expect, test } from 'vitest';
import { en } from '../text/en.ts';
import { commonLabel, drawnWords, wordOf } from './labelWords.ts';

const labels = new Map([
  ['a', 'nose'],
  ['b', 'nose'],
  ['c', 'hair'],
] as const);

test('T6 what is selected has one label, several or none', () => {
  expect(commonLabel(['a', 'b'], labels)).toBe('nose');
  expect(commonLabel(['a', 'c'], labels)).toBe('several');
  expect(commonLabel(['a', 'x'], labels)).toBe('several');
  expect(commonLabel(['x', 'y'], labels)).toBeNull();
  expect(commonLabel([], labels)).toBeNull();
  expect([wordOf('nose', en), wordOf('several', en), wordOf(null, en)]).toEqual([
    'Nose',
    'Several parts',
    'Not named',
  ]);
});

test('T9 two parts are named, more are counted', () => {
  expect(drawnWords([], en)).toBe('');
  expect(drawnWords(['hair', 'leftEye'], en)).toBe('Hair, Left eye');
  expect(drawnWords(['hair', 'leftEye', 'nose', 'hat'], en)).toBe('Hair, Left eye and 2 more');
});
