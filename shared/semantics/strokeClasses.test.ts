import { expect, test } from 'vitest';
import { effectiveLabel } from './labels.ts';
import { classOfNumber, STROKE_CLASSES, strokeClassSchema } from './strokeClasses.ts';

test('the classes are numbered 1 to 18, each once, in order', () => {
  expect(STROKE_CLASSES.map(({ number }) => number)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  expect(new Set(STROKE_CLASSES.map(({ id }) => id)).size).toBe(18);
});

test('a number leads to its class, and what is none to nothing', () => {
  for (const { id, number } of STROKE_CLASSES) expect(classOfNumber(number)).toBe(id);
  for (const number of [0, 19, -1, 1.5, Number.NaN, 255]) expect(classOfNumber(number)).toBeUndefined();
});

test('only known classes pass the schema', () => {
  expect(strokeClassSchema.parse('hair')).toBe('hair');
  for (const value of ['Hair', '', 13, null, 'constructor']) {
    expect(strokeClassSchema.safeParse(value).success, String(value)).toBe(false);
  }
});

test('a correction wins over what was understood', () => {
  expect(effectiveLabel('glasses', 'hair')).toBe('glasses');
  expect(effectiveLabel(null, 'hair')).toBe('hair');
  expect(effectiveLabel(undefined, null)).toBeNull();
});
