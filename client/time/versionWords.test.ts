import { expect, test } from 'vitest';
import type { VersionHead, VersionPerson } from '../../shared/versions.ts';
import { de } from '../text/de.ts';
import { en } from '../text/en.ts';
import { peopleOfVersions, timeOf, titleOf, whoOf } from './versionWords.ts';

const person = (name: string, colour: VersionPerson['colour'] = '#b91c1c'): VersionPerson => ({
  subject: `${name}-subject`,
  name,
  colour,
});
const head = (more: Partial<VersionHead> = {}): VersionHead => ({
  id: 'version-00000001',
  at: 0,
  reason: 'rest',
  name: null,
  by: null,
  people: [],
  version: 1,
  strokes: 1,
  bytes: 1,
  portraitOf: null,
  ...more,
});

test('a version is called by its name, else by why it was kept', () => {
  expect(titleOf(head({ name: 'With glasses' }), en)).toBe('With glasses');
  expect(titleOf(head({ reason: 'erasure' }), en)).toBe(en.time.reasons.erasure);
  expect(titleOf(head({ reason: 'erasure' }), de)).toBe(de.time.reasons.erasure);
});

test('a version of another day says which', () => {
  const now = new Date(2026, 4, 20, 14, 30).getTime();
  expect(timeOf(new Date(2026, 4, 20, 9, 5).getTime(), 'de', now)).toBe('09:05');
  expect(timeOf(new Date(2026, 4, 19, 9, 5).getTime(), 'de', now)).toContain('19.');
});

test('who asked comes first, nobody is named twice, many are counted', () => {
  const [ann, ben, eve] = [person('Ann'), person('Ben'), person('Eve')];
  expect(whoOf(head({ by: ben, people: [ann, ben] }), en)).toBe('Ben, Ann');
  expect(whoOf(head({ people: [ann, ben, eve] }), en)).toBe(en.time.andMore('Ann, Ben', 1));
  expect(whoOf(head(), en)).toBe('');
});

test('the people of a room are gathered from its versions, the latest colour counts', () => {
  const people = peopleOfVersions([
    head({ people: [person('Ann')] }),
    head({ by: person('Ann', '#15803d'), people: [person('Ben')] }),
  ]);
  expect([...people.values()].map(({ name, colour }) => [name, colour])).toEqual([
    ['Ann', '#15803d'],
    ['Ben', '#b91c1c'],
  ]);
});
