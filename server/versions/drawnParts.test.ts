import { expect, test } from 'vitest';
import { labelKey } from '../../shared/strokeEdits.ts';
import { drawnParts } from './drawnParts.ts';

test('T9 what was drawn is told by strokes: most first, what people said before what was understood, nothing where neither is', () => {
  const understood = new Map([
    ['stroke-1', 'nose'],
    ['stroke-2', 'hair'],
    ['stroke-3', 'hair'],
    ['stroke-4', 'hat'],
  ] as const);
  const edits = new Map([[labelKey('stroke-3', 'ann00000'), ['nose', 1]]]);
  const strokes = ['stroke-1', 'stroke-2', 'stroke-3', 'stroke-5'];
  expect(drawnParts(strokes, edits, understood)).toEqual(['nose', 'hair']);
  expect(drawnParts([], edits, understood)).toEqual([]);
});
