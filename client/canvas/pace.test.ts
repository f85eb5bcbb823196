import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('takes as much at a time as fits, never less than the least, and grows only by what it tried', () => {
  const pace = new Pace(5, 24, 4);
  pace.learn(10, true);
  expect(pace.lot).toBe(12);
  pace.learn(500, true);
  expect(pace.lot).toBe(4);
  pace.learn(1, false);
  expect(pace.lot).toBe(4);
  pace.learn(1, true);
  expect(pace.lot).toBe(6);
  pace.learn(4, true);
  expect(pace.lot).toBe(6);
});
