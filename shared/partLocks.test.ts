import { expect, test } from 'vitest';
import { lockedParts, partOf } from './partLocks.ts';
import { PART_IDS } from './parts.ts';
import { settingValueSchemas } from './settings.ts';

const around = (x: number, y: number, radius: number) =>
  Array.from({ length: 24 }, (_, i) => ({
    x: x + radius * Math.cos((i * Math.PI) / 12),
    y: y + radius * Math.sin((i * Math.PI) / 12),
  }));

test.each([
  ['leftEye', around(180, 216, 30)],
  ['rightEye', around(324, 216, 30)],
  ['nose', around(252, 290, 30)],
  ['mouth', around(252, 376, 40)],
  ['remainder', around(256, 256, 240)],
  // Half inside is not more than half.
  ['remainder', [...around(180, 216, 10), ...around(40, 40, 10)]],
] as const)('R10 a stroke belongs to the part whose window holds most of it: %s', (part, points) => {
  expect(partOf(points)).toBe(part);
});

test('R10 every part has its lock, which is off until it is set', () => {
  for (const part of PART_IDS) expect(settingValueSchemas).toHaveProperty([`lock.${part}`]);
  expect([...lockedParts(() => undefined)]).toEqual([]);
  expect([...lockedParts((key) => key === 'lock.nose')]).toEqual(['nose']);
});
