import { expect, it } from 'vitest';
import { pressed } from './pressureCurve.ts';
import { hasPressure } from './strokePath.ts';

it('S9 a light hand draws broader with the soft curve and finer with the firm one; the ends stay', () => {
  expect(pressed(0.25, 'soft')).toBeGreaterThan(0.4);
  expect(pressed(0.25, 'even')).toBe(0.25);
  expect(pressed(0.25, 'firm')).toBeLessThan(0.1);
  for (const curve of ['soft', 'even', 'firm'] as const) {
    expect(pressed(0, curve)).toBe(0);
    expect(pressed(1, curve)).toBe(1);
  }
});

it('S9 what was measured stays measured, what was not stays so, and without pressure nothing is', () => {
  const point = (pressure: number) => [{ x: 0, y: 0, time: 0, pressure }];
  for (const curve of ['soft', 'even', 'firm'] as const) {
    expect(pressed(0.5, curve)).toBe(0.5);
    for (let i = 0; i <= 1000; i++) {
      if (i !== 500) expect(hasPressure(point(pressed(i / 1000, curve)))).toBe(true);
    }
  }
  expect(hasPressure(point(pressed(0.9, 'none')))).toBe(false);
});
