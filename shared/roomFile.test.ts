import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { linePoints } from '../tests/support/strokes.ts';
import { MAX_ROOM_FILE_BYTES, MAX_SEEN_LINES, MAX_STROKE_POINTS } from './limits.ts';
import { strokesOf } from './roomDocument.ts';
import { linesOfRoomFile, parseRoomFile, RoomFileError, roomFileOf, strokesOfRoomFile } from './roomFile.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { decodeStroke, encodeStroke, type Stroke } from './strokeCodec.ts';

const stroke: Stroke = { author: 'ann00000', tool: 'pen', width: 5, startedAt: 1_000, points: linePoints() };
const saved = () => {
  const doc = new Y.Doc();
  strokesOf(doc).set('stroke-2', encodeStroke({ ...stroke, startedAt: 2_000 }));
  strokesOf(doc).set('stroke-1', encodeStroke(stroke));
  return roomFileOf({
    doc,
    settings: { ...DEFAULT_SETTINGS, searchSpace: 'female' },
    people: [{ subject: 'ann00000', name: 'Ann', colour: '#b91c1c' }],
    savedAt: 3_000,
  });
};
const problemOf = (text: string) => {
  try {
    parseRoomFile(text);
  } catch (error) {
    return error instanceof RoomFileError ? error.problem : error;
  }
};

test('E3 what was saved comes back: strokes with pressure, times, width and order, settings, people', () => {
  const read = parseRoomFile(JSON.stringify(saved()));
  expect(read).toEqual(saved());
  const strokes = strokesOfRoomFile(read, 'ben00000', 9_000);
  expect(strokes.map(({ stroke: { author, startedAt, width } }) => [author, startedAt, width])).toEqual([
    ['ben00000', 9_000, 5],
    ['ben00000', 9_001, 5],
  ]);
  // a step of the codec is 1/255 of pressure
  for (const [i, point] of (strokes[0]?.stroke.points ?? []).entries()) {
    expect(point.pressure).toBeCloseTo(stroke.points[i]?.pressure ?? -1, 2);
    expect({ ...point, pressure: 0 }).toEqual({ ...stroke.points[i], pressure: 0 });
  }
});

test('E3 a file of bare points is one too, and its strokes can be packed', () => {
  const text = '{"format":"limn-room","version":1,"strokes":[{"points":[[1,2],[3,4]]}]}';
  const [read] = strokesOfRoomFile(parseRoomFile(text), 'ann00000', 0);
  expect(read?.stroke.points.map(({ time }) => time)).toEqual([0, 16]);
  expect(decodeStroke(encodeStroke(read?.stroke as Stroke)).points).toHaveLength(2);
});

test('E4 what stands beyond the schema is left behind, its prototype too', () => {
  const text =
    '{"format":"limn-room","version":1,"strokes":[],"__proto__":{"a":1},"owner":"me","html":"<b>"}';
  expect(parseRoomFile(text)).toEqual({ format: 'limn-room', version: 1, strokes: [] });
});

test.each([
  ['no JSON', 'not-json', '{"format":'],
  ['a picture', 'not-json', '\u0089PNG'],
  ['a list without end', 'not-a-room-file', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['another format', 'not-a-room-file', '{"format":"excalidraw","version":1,"strokes":[]}'],
  ['a version to come', 'newer', '{"format":"limn-room","version":2,"strokes":"?"}'],
  [
    'a point outside',
    'not-a-room-file',
    '{"format":"limn-room","version":1,"strokes":[{"points":[[-1,2]]}]}',
  ],
  [
    'an endless number',
    'not-a-room-file',
    '{"format":"limn-room","version":1,"strokes":[{"points":[[1,1e999]]}]}',
  ],
  [
    'a brush too wide',
    'not-a-room-file',
    '{"format":"limn-room","version":1,"strokes":[{"points":[[1,1]],"width":1e9}]}',
  ],
  ['a null', 'not-a-room-file', 'null'],
])('E4 %s is refused as %s', (_name, problem, text) => {
  expect(problemOf(text)).toBe(problem);
});

test('E4 too many strokes, points or bytes are refused', () => {
  const file = (strokes: object[]) => JSON.stringify({ format: 'limn-room', version: 1, strokes });
  expect(problemOf(file(Array(MAX_SEEN_LINES + 1).fill({ points: [[1, 1]] })))).toBe('not-a-room-file');
  expect(problemOf(file([{ points: Array(MAX_STROKE_POINTS + 1).fill([1, 1]) }]))).toBe('not-a-room-file');
  expect(problemOf(' '.repeat(MAX_ROOM_FILE_BYTES + 1))).toBe('too-large');
});

test('E4 pressures and times beyond reason do not break the codec', () => {
  const text = '{"format":"limn-room","version":1,"strokes":[{"points":[[1,2,-9,1e300],[3,4,7,-5]]}]}';
  const [read] = strokesOfRoomFile(parseRoomFile(text), 'ann00000', 0);
  expect(decodeStroke(encodeStroke(read?.stroke as Stroke)).points).toHaveLength(2);
});

test('S2 a file that lists strokes and what was changed of them since is read as it was seen', () => {
  const points = [100, 110, 120].map((x) => [x, 50, 0.5, x]);
  const file = {
    format: 'limn-room',
    version: 1,
    strokes: [
      { id: 'stroke-1', points },
      { id: 'stroke-2', points },
    ],
    edits: [
      ['stroke-1/cut.ann00000', [32, 96]],
      ['stroke-1/transform', [1, 0, 0, 1, 0, 10]],
      ['stroke-1/label', 'hair'],
    ],
  };
  const read = parseRoomFile(JSON.stringify(file));
  const lines = linesOfRoomFile(read);
  expect(lines.map(({ label }) => label)).toEqual(['hair', 'hair', null]);
  expect(lines.map(({ points }) => points.map(({ x, y }) => [x, y]))).toEqual([
    [
      [100, 60],
      [105, 60],
    ],
    [
      [115, 60],
      [120, 60],
    ],
    [
      [100, 50],
      [110, 50],
      [120, 50],
    ],
  ]);
  const forged = { ...file, edits: [['__proto__', [1, 0, 0, 1, 0, 10]]] };
  expect(() => parseRoomFile(JSON.stringify(forged))).toThrow(RoomFileError);
});
