import { describe, expect, test } from 'vitest';
import { type AppearanceReference, appearanceReferenceSchema } from '../shared/appearance.ts';
import { codeOf, packCode } from './appearanceCode.ts';
import { gaussian, seededRandom } from './random.ts';

const SIZE = 64;
const referenceOf = (code: Float32Array): AppearanceReference =>
  appearanceReferenceSchema.parse({ source: 'picture', encoder: '0123abcd', code: packCode(code) });

describe('a packed appearance code', () => {
  test('comes back to within half a sixteenth, and fits the room’s schema', () => {
    const random = seededRandom(3);
    const code = Float32Array.from({ length: SIZE }, () => 2 * gaussian(random));
    const back = codeOf(referenceOf(code), '0123abcd', SIZE);
    back?.forEach((value, i) => {
      expect(Math.abs(value - (code[i] as number))).toBeLessThanOrEqual(1 / 32);
    });
    expect(back).toHaveLength(SIZE);
  });

  test('keeps what lies beyond its range at the range’s end', () => {
    const back = codeOf(referenceOf(new Float32Array(SIZE).fill(-100)), '0123abcd', SIZE);
    expect(back?.[0]).toBe(-127 / 16);
  });

  test('means nothing to another encoder or another size', () => {
    const reference = referenceOf(new Float32Array(SIZE));
    expect(codeOf(reference, 'ffffffff', SIZE)).toBeNull();
    expect(codeOf(reference, '0123abcd', 32)).toBeNull();
  });
});
