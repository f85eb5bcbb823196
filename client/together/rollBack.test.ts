import { expect, test } from 'vitest';
import { strokeBytes } from '../../tests/support/strokes.ts';
import { strokesToRollBack } from './rollBack.ts';

const NOW = 10_000_000;
const minutes = (n: number) => n * 60_000;
const strokes: [string, Uint8Array][] = [
  ['old', strokeBytes('ann00000', { startedAt: NOW - minutes(60) })],
  ['ten', strokeBytes('ann00000', { startedAt: NOW - minutes(10) })],
  ['new', strokeBytes('ann00000', { startedAt: NOW })],
  ['ben', strokeBytes('ben00000', { startedAt: NOW })],
];

test.each([
  ['all', ['old', 'ten', 'new']],
  ['quarter', ['ten', 'new']],
  ['five', ['new']],
] as const)('O6 one person’s strokes are found, and nobody else’s: %s', (period, ids) => {
  expect(strokesToRollBack(strokes, 'ann00000', period, NOW)).toEqual(ids);
});
