import { expect, test } from 'vitest';
import { packLines, soughtLinesSchema, unpackLines } from './facePlacement.ts';
import { MAX_SOUGHT_BYTES, MAX_SOUGHT_POINTS, MAX_STROKES } from './limits.ts';

const line = (count: number) => Array.from({ length: count }, (_, i) => ({ x: (i * 7.77) % 512, y: 511.96 }));

test('I11 lines come back to a tenth of a pixel', () => {
  const packed = packLines([
    [
      { x: 1.234, y: 511.96 },
      { x: 0, y: 0.05 },
    ],
  ]);
  expect(packed).toEqual({ lines: [[1.2, 512, 0, 0.1]] });
  expect(unpackLines(soughtLinesSchema.parse(packed))).toEqual([
    [
      { x: 1.2, y: 512 },
      { x: 0, y: 0.1 },
    ],
  ]);
});

test('I11 of a huge drawing as much is sent as the server takes', () => {
  const many = packLines(Array.from({ length: MAX_STROKES + 5 }, () => line(2)));
  const long = packLines(Array.from({ length: 11 }, () => line(MAX_SOUGHT_POINTS / 10)));
  for (const packed of [many, long]) {
    expect(soughtLinesSchema.safeParse(packed).success).toBe(true);
    expect(JSON.stringify(packed).length).toBeLessThan(MAX_SOUGHT_BYTES);
  }
  expect([many?.lines.length, long?.lines.length]).toEqual([MAX_STROKES, 10]);
  expect(packLines([])).toBeNull();
});

test.each([
  ['no lines', []],
  ['half a place', [[1, 2, 3, 4, 5]]],
  ['a lone point', [[1, 2]]],
  ['a place beyond the canvas', [[1, 2, 3, 512.1]]],
  ['a place that is none', [[1, 2, 3, null]]],
  ['too many lines', Array.from({ length: MAX_STROKES + 1 }, () => [1, 2, 3, 4])],
  ['too many places', [Array.from({ length: 2 * MAX_SOUGHT_POINTS + 2 }, () => 1)]],
])('I12 %s: not taken', (_, lines) => {
  expect(soughtLinesSchema.safeParse({ lines }).success).toBe(false);
});
