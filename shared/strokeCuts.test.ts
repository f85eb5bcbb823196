import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CUTS_OF_STROKE } from './limits.ts';
import { cutList, merged, nothingRemains, onCanvas, remaining } from './strokeCuts.ts';
import { CUT_STEPS, cutSchema } from './strokeEdits.ts';

const line = (count: number, y = 100) =>
  Array.from({ length: count }, (_, i) => ({ x: i * 10, y, pressure: 0.5, time: i }));
const xs = (lines: { x: number }[][]) => lines.map((points) => points.map(({ x }) => x));

describe('cuts', () => {
  it('leave what lies outside of them, ends between two points included', () => {
    expect(xs(remaining(line(4), [[32, 96]]))).toEqual([
      [0, 5],
      [15, 20, 30],
    ]);
  });

  it('leave nothing of a line that is wholly cut, a dot included', () => {
    expect(remaining(line(3), [[0, 128]])).toEqual([]);
    expect(remaining(line(1), [[0, 0]])).toEqual([]);
    expect(xs(remaining(line(1), []))).toEqual([[0]]);
  });

  it('beyond the end of a line take nothing, whatever comes after them', () => {
    expect(
      xs(
        remaining(line(2), [
          [70, 80],
          [90, 100],
        ]),
      ),
    ).toEqual([[0, 10]]);
    expect(xs(remaining(line(2), [[32, 5_000, 6_000, 6_001]]))).toEqual([[0, 5]]);
  });

  it('of several people add up, in whatever order they come', () => {
    const lists = fc.array(
      fc
        .array(fc.integer({ min: 0, max: 640 }), { minLength: 2, maxLength: 2 })
        .map((pair) => pair.sort((a, b) => a - b)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(lists, (cuts) => {
        const forth = remaining(line(11), cuts);
        expect(remaining(line(11), cuts.toReversed())).toEqual(forth);
        const length = forth.reduce((sum, points) => sum + (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0), 0);
        const gone = merged(cuts).reduce((sum, [from, to]) => sum + to - from, 0);
        expect(length).toBeCloseTo(100 - (gone * 10) / CUT_STEPS);
      }),
    );
  });

  it('are known to leave nothing without cutting', () => {
    const place = fc.integer({ min: 0, max: 4 * CUT_STEPS });
    const cut = fc.tuple(place, place).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(cut, { maxLength: 6 }), (count, cuts) => {
        const points = Array.from({ length: count }, (_, i) => ({ x: i, y: 0, pressure: 0.5, time: i }));
        expect(nothingRemains(count, cuts)).toBe(remaining(points, cuts).length === 0);
      }),
    );
  });

  it('of one person stay within their limit: the smallest gaps close', () => {
    const many = Array.from({ length: 100 }, (_, i) => [i * 20, i * 20 + (i === 3 ? 19 : 5)] as const);
    const list = cutList(many);
    expect(list.length).toBe(2 * MAX_CUTS_OF_STROKE);
    expect(cutSchema.safeParse(list).success).toBe(true);
    expect([list[0], list.at(-1)]).toEqual([0, 99 * 20 + 5]);
    // the gap of 1 after the fourth cut went first
    expect(merged([list]).some(([from, to]) => from <= 79 && to >= 80)).toBe(true);
  });
});

describe('a line that was moved over the edge', () => {
  const at = (x: number, y: number) => ({ x, y, pressure: 0.5, time: 0 });

  it('ends at the edge and comes back where it comes back', () => {
    const pieces = onCanvas([at(100, 10), at(100, -10), at(200, -10), at(200, 10)]);
    expect(pieces.map((points) => points.map(({ x, y }) => [x, y]))).toEqual([
      [
        [100, 10],
        [100, 0],
      ],
      [
        [200, 0],
        [200, 10],
      ],
    ]);
  });

  it('is not there where all of it lies beside the canvas, and is whole where none does', () => {
    expect(onCanvas([at(-5, 5), at(-5, 500)])).toEqual([]);
    expect(onCanvas([at(600, 5)])).toEqual([]);
    expect(onCanvas([at(5, 5), at(6, 6)])).toHaveLength(1);
  });

  it('crosses a corner of the canvas between two points outside', () => {
    expect(onCanvas([at(-10, 10), at(10, -10)])[0]?.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});
