import { expect, test } from 'vitest';
import { LASER_FADE_MS, Lasers } from './lasers.ts';

test('U2 a trail’s points fade, the oldest first', () => {
  let now = 0;
  const lasers = new Lasers(() => now);
  lasers.add('ann', [{ x: 1, y: 1 }]);
  now = 500;
  lasers.add('ann', [{ x: 2, y: 2 }]);
  lasers.add('ben', [{ x: 9, y: 9 }]);
  expect(lasers.visible().map(({ subject }) => subject)).toEqual(['ann', 'ben']);
  now = LASER_FADE_MS;
  expect(lasers.visible()[0]?.points).toEqual([{ x: 2, y: 2, at: 500 }]);
  now = LASER_FADE_MS + 500;
  expect(lasers.visible()).toEqual([]);
});
