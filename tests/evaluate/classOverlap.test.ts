import { expect, test } from 'vitest';
import { ClassOverlap } from './classOverlap.ts';

test('a class’s overlap is what both show of what either shows, over all pictures together', () => {
  const overlap = new ClassOverlap();
  overlap.add(Uint8Array.of(1, 1, 13, 0), Uint8Array.of(1, 13, 13, 0));
  overlap.add(Uint8Array.of(1, 1, 1, 3), Uint8Array.of(1, 1, 1, 1));
  const { skin, hair, glasses, hat } = overlap.classes;
  expect(skin).toBeCloseTo(4 / 6);
  expect(hair).toBeCloseTo(1 / 2);
  expect(glasses).toBe(0);
  expect(hat).toBeNaN();
});
