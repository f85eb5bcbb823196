import { expect, test } from 'vitest';
import { momentsOf, replayFigures } from './filmstrip.ts';

test.each([
  [0, [0]],
  [3, [0, 1, 2, 3]],
  [25, [0, 3, 6, 9, 12, 15, 18, 21, 24, 25]],
])('a drawing of %d strokes is looked at from blank paper to the last stroke', (strokes, moments) => {
  expect(momentsOf(strokes)).toEqual(moments);
});

test('faces are counted at every moment, steps where two portraits follow each other', () => {
  const moments = [
    { strokes: 0, score: 0.99, step: null },
    { strokes: 1, score: 0.5, step: 0.2 },
    { strokes: 2, score: 0.95, step: 0.4 },
    { strokes: 3, score: 0.95, step: null },
  ].map((moment) => ({ ...moment, added: [] }));
  expect(replayFigures([{ id: 'a', moments }])).toMatchObject({
    drawings: 1,
    moments: 4,
    faceFound: 75,
    lowestScore: 0.5,
    stepMean: expect.closeTo(0.3),
    stepMax: 0.4,
  });
});
