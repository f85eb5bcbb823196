import { expect, test } from 'vitest';
import { parseRoomFile, strokesOfRoomFile } from '../../shared/roomFile.ts';
import { labelFile } from './labelFile.ts';

test('what was understood is a room file whose strokes are labelled', () => {
  const strokes = [
    { points: [{ x: -3, y: 20.1234 }] },
    {
      points: [
        { x: 10, y: 20 },
        { x: 520, y: 30 },
      ],
    },
  ];
  const drawn = strokesOfRoomFile(parseRoomFile(labelFile(strokes, ['hair', null])), 'somebody', 0);
  expect(drawn.map(({ label }) => label)).toEqual(['hair', null]);
  expect(drawn.map(({ stroke }) => stroke.points.map(({ x, y }) => [x, y]))).toEqual([
    [[0, 20.12]],
    [
      [10, 20],
      [512, 30],
    ],
  ]);
});
