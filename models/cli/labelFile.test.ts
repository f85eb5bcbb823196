import { expect, test } from 'vitest';
import { parseRoomFile } from '../../shared/roomFile.ts';
import { labelFile } from './labelFile.ts';

test('what was understood is a room file that names what each stroke shows', () => {
  const strokes = [
    { points: [{ x: -3, y: 20.1234 }] },
    {
      points: [
        { x: 10, y: 20 },
        { x: 520, y: 30 },
      ],
    },
  ];
  const written = labelFile(strokes, ['hair', null]);
  expect(JSON.parse(written).strokes.map(({ label }: { label: unknown }) => label)).toEqual(['hair', null]);
  expect(parseRoomFile(written).strokes.map(({ points }) => points)).toEqual([
    [[0, 20.12]],
    [
      [10, 20],
      [512, 30],
    ],
  ]);
});
