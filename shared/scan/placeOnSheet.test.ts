import { expect, test } from 'vitest';
import { CANVAS_SIZE } from '../canvas.ts';
import { MAX_STROKE_POINTS } from '../limits.ts';
import { placeOnSheet } from './placeOnSheet.ts';

const page = { x: 0, y: 0, width: 1000, height: 500 };
const extent = (lines: { x: number; y: number }[][]) => {
  const all = lines.flat();
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(Math.round);
};
const square = [
  [
    { x: 400, y: 100 },
    { x: 600, y: 100 },
    { x: 600, y: 300 },
    { x: 400, y: 300 },
    { x: 400, y: 100 },
  ],
];

test('a page fills the sheet, centred', () => {
  const corners = [
    [
      { x: 0, y: 0 },
      { x: 1000, y: 500 },
    ],
  ];
  expect(extent(placeOnSheet(corners, page, 'page').flat())).toEqual([0, 128, 512, 384]);
});

test('a face is brought to where heads lie, whatever its page', () => {
  const [left = 0, top = 0, right = 0, bottom = 0] = extent(placeOnSheet(square, page, 'face').flat());
  expect(right - left).toBeGreaterThan(290);
  expect((left + right) / 2).toBeCloseTo(254, 0);
  expect((top + bottom) / 2).toBeCloseTo(250, 0);
});

test('points lie close enough that corners stay corners, and no stroke has too many', () => {
  const long = [Array.from({ length: 9000 }, (_, i) => ({ x: (i * 7) % 1000, y: (i * 13) % 500 }))];
  for (const line of [...placeOnSheet(square, page, 'page'), ...placeOnSheet(long, page, 'page')].flat()) {
    expect(line.length).toBeLessThanOrEqual(MAX_STROKE_POINTS);
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]];
      expect(Math.hypot((b?.x ?? 0) - (a?.x ?? 0), (b?.y ?? 0) - (a?.y ?? 0))).toBeLessThanOrEqual(8.001);
    }
  }
});

test('what lies beyond the sheet is cut off', () => {
  const across = [Array.from({ length: 200 }, (_, i) => ({ x: i * 10 - 500, y: 250 }))];
  const lines = placeOnSheet(across, page, 'page').flat();
  expect(lines).toHaveLength(1);
  for (const { x } of lines.flat()) expect(x >= 0 && x <= CANVAS_SIZE).toBe(true);
});
