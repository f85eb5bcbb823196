import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from './settings.ts';
import {
  combinationOf,
  freshVariants,
  settingsOfVariant,
  variantWishSchema,
  variedFrom,
} from './variants.ts';

const fixed = () => 0.25;

test('Q13 fresh variants are other people, followed more or less closely', () => {
  let i = 0;
  const fresh = freshVariants(4, () => (i++ % 7) / 7);
  const settings = fresh.map((changes) => settingsOfVariant(DEFAULT_SETTINGS, { changes }));
  expect(new Set(settings.map(({ appearanceSeed }) => appearanceSeed)).size).toBe(4);
  expect(new Set(settings.map(({ refine }) => refine.nose)).size).toBe(4);
  expect(variantWishSchema.safeParse({ how: 'fresh', variants: fresh }).success).toBe(true);
});

test('Q13 a varied one keeps its person and stays within what sliders reach', () => {
  const from = {
    ...DEFAULT_SETTINGS,
    appearanceSeed: 42,
    appearance: { ...DEFAULT_SETTINGS.appearance, age: 1.9 },
  };
  for (const random of [() => 0, fixed, () => 0.999]) {
    const [changes = {}] = variedFrom(from, 1, random);
    expect(variantWishSchema.safeParse({ how: 'varied', variants: [changes] }).success).toBe(true);
    expect(settingsOfVariant(DEFAULT_SETTINGS, { changes }).appearanceSeed).toBe(42);
  }
  expect(variedFrom(from, 1, () => 0.999)[0]?.['appearance.age']).toBe(2);
});

test('Q13 a combination averages refinements and sliders and mixes every look that is in it, each once', () => {
  const one = { ...DEFAULT_SETTINGS, appearanceSeed: 1, refine: { ...DEFAULT_SETTINGS.refine, nose: 0.4 } };
  const two = { ...DEFAULT_SETTINGS, appearanceSeed: 2, refine: { ...DEFAULT_SETTINGS.refine, nose: 0.8 } };
  const both = settingsOfVariant(DEFAULT_SETTINGS, { changes: combinationOf([one, two]) });
  expect(both.refine.nose).toBeCloseTo(0.6);
  expect(both.appearanceMix).toEqual([1, 2]);
  const again = settingsOfVariant(DEFAULT_SETTINGS, {
    changes: combinationOf([both, { ...two, appearanceSeed: 3 }]),
  });
  expect(again.appearanceMix).toEqual([1, 2, 3]);
  expect(combinationOf([one, one]).appearanceMix).toBeNull();
});
