import { expect, test } from 'vitest';
import { comingsOf, othersOf } from './comings.ts';

const person = (subject: string, name: string, self = false) =>
  ({ subject, name, colour: '#c2410c', role: 'editor', idle: false, hand: null, self }) as never;

test('who came and who went is told by subject, so that two of one name are two', () => {
  const before = othersOf([person('a', 'Ann', true), person('b', 'Ben'), person('c', 'Ben')]);
  const now = othersOf([person('a', 'Ann', true), person('c', 'Ben'), person('d', 'Dora')]);
  expect(comingsOf(before, now)).toEqual({ came: ['Dora'], gone: ['Ben'] });
  expect(comingsOf(now, now)).toEqual({ came: [], gone: [] });
});
