import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest } from './nearest.ts';

describe('nearest', () => {
  test('equals sorting, for any values and any count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (values, count) => {
          const sorted = values
            .map((value, i) => ({ value, i }))
            .sort((a, b) => a.value - b.value || a.i - b.i);
          const found = nearest(Float32Array.from(values), new Uint8Array(values.length).fill(1), count);
          expect(found).toEqual(sorted.slice(0, count).map(({ i }) => i));
        },
      ),
    );
  });

  test('leaves out what is not allowed or not there', () => {
    const values = Float32Array.of(1, 2, Number.POSITIVE_INFINITY, 0);
    expect(nearest(values, Uint8Array.of(1, 1, 1, 0), 4)).toEqual([0, 1]);
  });
});
