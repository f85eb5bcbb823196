import { expect, test } from 'vitest';
import { STROKE_CLASSES } from '../../shared/semantics/strokeClasses.ts';
import { CLASSES, partsPresent } from './partsPresent.ts';

test('every class is offered once', () => {
  expect([...CLASSES].sort()).toEqual(STROKE_CLASSES.map(({ id }) => id).sort());
});

test('T7 parts come from above, each with its strokes; those without a name come last, and those that are gone do not count', () => {
  const labels = new Map([
    ['a', 'nose'],
    ['b', 'hair'],
    ['c', 'nose'],
    ['gone', 'hat'],
  ] as const);
  expect(partsPresent(['x', 'a', 'b', 'c'], labels)).toEqual([
    { label: 'hair', ids: ['b'] },
    { label: 'nose', ids: ['a', 'c'] },
    { label: null, ids: ['x'] },
  ]);
  expect(partsPresent([], labels)).toEqual([]);
});
