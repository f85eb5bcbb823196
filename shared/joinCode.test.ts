import { expect, test } from 'vitest';
import { parseJoinCode, spokenCode } from './joinCode.ts';

test('N1 a code is read however it was typed', () => {
  for (const typed of ['ABCDEF', 'abc def', ' abc-DEF ', 'a b c d e f'])
    expect(parseJoinCode(typed)).toBe('ABCDEF');
  expect(parseJoinCode(spokenCode('ABCDEF'))).toBe('ABCDEF');
});

test('N1 what cannot be a code is none', () => {
  for (const typed of [
    '',
    'ABCDE',
    'ABCDEFG',
    'ABCDEO',
    'ABC1EF',
    'https://limn.example/r/x#e.y',
    'ÄBCDEF',
  ]) {
    expect(parseJoinCode(typed)).toBeNull();
  }
});
