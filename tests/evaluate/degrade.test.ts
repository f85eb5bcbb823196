import { describe, expect, test } from 'vitest';
import { degrade } from './degrade.ts';

const strokes = Array.from({ length: 10 }, (_, i) => ({
  key: String(i),
  points: [
    { x: 50, y: 40 * i + 20 },
    { x: 450, y: 40 * i + 20 },
  ],
}));

test('nothing is done by no degradation', () => {
  expect(degrade(strokes, { deformation: 0, missing: 0 }, 1)).toEqual(strokes);
});

test.each([0.1, 0.3, 0.5])('%d of the strokes are missing, the others as they were', (missing) => {
  const left = degrade(strokes, { deformation: 0, missing }, 5);
  expect(left).toHaveLength(10 - 10 * missing);
  for (const stroke of left) expect(strokes).toContain(stroke);
});

describe('deformation', () => {
  const deformed = degrade(strokes, { deformation: 8, missing: 0 }, 3);

  test('is the same for the same seed and another for another', () => {
    expect(degrade(strokes, { deformation: 8, missing: 0 }, 3)).toEqual(deformed);
    expect(degrade(strokes, { deformation: 8, missing: 0 }, 4)).not.toEqual(deformed);
  });

  test('moves vertices by at most d in x and y', () => {
    const away = deformed.flatMap(({ points }, i) => points.map(({ y }) => Math.abs(y - (40 * i + 20))));
    // a curve through the vertices may swing a little beyond them
    expect(Math.max(...away)).toBeLessThan(8 * 1.3);
    expect(Math.max(...away)).toBeGreaterThan(6);
  });

  test('keeps closed lines closed and everything on the canvas', () => {
    const corner = { x: 2, y: 2 };
    const ring = [corner, { x: 60, y: 2 }, { x: 60, y: 60 }, corner];
    const [stroke] = degrade([{ key: 'ring', points: ring }], { deformation: 12, missing: 0 }, 2);
    expect(stroke?.points.at(-1)).toEqual(stroke?.points[0]);
    for (const { x, y } of stroke?.points ?? []) expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
  });

  test('renames strokes, so that no cache takes them for the clean ones', () => {
    expect(deformed.map(({ key }) => key)).not.toEqual(strokes.map(({ key }) => key));
  });
});
