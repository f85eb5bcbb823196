import { expect, test } from 'vitest';
import { CANVAS_SIZE } from '../canvas.ts';
import { MAX_STROKE_POINTS } from '../limits.ts';
import { apply, invert, ofPlacement } from '../similarity.ts';
import { placeOnSheet, sheetPlacement } from './placeOnSheet.ts';

const page = { x: 0, y: 0, width: 1000, height: 500 };
const extent = (lines: { x: number; y: number }[][]) => {
  const all = lines.flat();
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map(Math.round);
};
const whole = sheetPlacement([], page, 'page');
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
  expect(extent(placeOnSheet(corners, sheetPlacement(corners, page, 'page')).flat())).toEqual([
    0, 128, 512, 384,
  ]);
});

test('a face is brought to where heads lie, whatever its page', () => {
  const [left = 0, top = 0, right = 0, bottom = 0] = extent(
    placeOnSheet(square, sheetPlacement(square, page, 'face')).flat(),
  );
  expect(right - left).toBeGreaterThan(290);
  expect((left + right) / 2).toBeCloseTo(254, 0);
  expect((top + bottom) / 2).toBeCloseTo(250, 0);
});

test('points lie close enough that corners stay corners, and no stroke has too many', () => {
  const long = [Array.from({ length: 9000 }, (_, i) => ({ x: (i * 7) % 1000, y: (i * 13) % 500 }))];
  for (const line of [square, long].flatMap((lines) => placeOnSheet(lines, whole).flat())) {
    expect(line.length).toBeLessThanOrEqual(MAX_STROKE_POINTS);
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]];
      expect(Math.hypot((b?.x ?? 0) - (a?.x ?? 0), (b?.y ?? 0) - (a?.y ?? 0))).toBeLessThanOrEqual(8.001);
    }
  }
});

test('what lies beyond the sheet is cut off', () => {
  const across = [Array.from({ length: 200 }, (_, i) => ({ x: i * 10 - 500, y: 250 }))];
  const lines = placeOnSheet(across, whole).flat();
  expect(lines).toHaveLength(1);
  for (const { x } of lines.flat()) expect(x >= 0 && x <= CANVAS_SIZE).toBe(true);
});

test('I11 a drawing that was turned and shrunk lies where it was before, its strokes cut at the sheet’s edge', () => {
  const moves = ofPlacement({ scale: 2.5, tilt: 0.4, x: -300, y: -120 });
  const [inside, edge] = [
    { x: 254, y: 300 },
    { x: 254, y: CANVAS_SIZE },
  ];
  const drawn = [inside, { x: 254, y: 900 }].map((place) => apply(invert(moves), place));
  const [line = [], ...others] = placeOnSheet([drawn], moves).flat();
  expect(others).toEqual([]);
  expect(line[0]).toEqual({ x: expect.closeTo(inside?.x ?? 0), y: expect.closeTo(inside?.y ?? 0) });
  expect(line.at(-1)).toEqual({ x: expect.closeTo(edge?.x ?? 0), y: edge?.y });
});
