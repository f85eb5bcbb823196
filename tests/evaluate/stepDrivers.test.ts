import { expect, test } from 'vitest';
import { driversTable, whatIsAdded } from './stepDrivers.ts';

test('what is added is told by feature, its first strokes apart from further ones', () => {
  const labels = ['skin', 'leftEye', 'rightEye', null, 'hair', 'hair'] as const;
  expect(whatIsAdded(labels, 0, 2)).toEqual(['first of outline of the face', 'first of eyes']);
  expect(whatIsAdded(labels, 2, 5)).toEqual(['more of eyes', 'first of what has no name', 'first of hair']);
  expect(whatIsAdded(labels, 5, 6)).toEqual(['more of hair']);
  expect(whatIsAdded(labels, 6, 6)).toEqual([]);
});

test('the table has the mean and largest step of every addition, the strongest first, and names the largest steps', () => {
  const moments = [
    { strokes: 0, added: [], step: null },
    { strokes: 2, added: ['first of eyes'], step: 0.2 },
    { strokes: 4, added: ['first of hair', 'more of eyes'], step: 0.6 },
    { strokes: 6, added: ['first of nose'], step: null },
    { strokes: 8, added: ['more of eyes'], step: 0.1 },
  ];
  const lines = driversTable([{ id: 'a', moments }]).split('\n');
  expect(lines.slice(2, 5)).toEqual([
    '| first of hair | 1 | 0.600 | 0.600 |',
    '| more of eyes | 2 | 0.350 | 0.600 |',
    '| first of eyes | 1 | 0.200 | 0.200 |',
  ]);
  expect(lines.filter((line) => line.startsWith('- '))).toEqual([
    '- 0.600: a, to stroke 4 (first of hair, more of eyes)',
    '- 0.200: a, to stroke 2 (first of eyes)',
    '- 0.100: a, to stroke 8 (more of eyes)',
  ]);
});
