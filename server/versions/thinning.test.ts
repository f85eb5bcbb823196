import { expect, test } from 'vitest';
import type { VersionHead } from '../../shared/versions.ts';
import { versionsToThin } from './thinning.ts';

const head = (at: number, name: string | null = null, bytes = 10): VersionHead => ({
  id: `version-${String(at).padStart(8, '0')}`,
  at,
  reason: 'rest',
  name,
  by: null,
  people: [],
  version: at,
  strokes: 1,
  bytes,
  portraitOf: null,
});

test('V6 nothing goes while everything fits', () => {
  expect(versionsToThin([head(1), head(2)], 3, { versions: 2, bytes: 20 })).toEqual([]);
});

test('V6 named versions, the oldest and the newest stay, whatever the limits say', () => {
  const heads = [head(1), head(2), head(3, 'third'), head(4), head(5)];
  expect(versionsToThin(heads, 6, { versions: 1, bytes: 1 }).sort()).toEqual([head(2).id, head(4).id]);
});

test('V6 the past gets coarser with distance: recent versions stay dense', () => {
  const heads: VersionHead[] = [];
  for (let at = 1; at <= 400; at++) {
    heads.push(head(at));
    const gone = new Set(versionsToThin(heads, at, { versions: 20, bytes: 1e9 }));
    heads.splice(0, heads.length, ...heads.filter(({ id }) => !gone.has(id)));
  }
  const gaps = heads.slice(1).map(({ at }, i) => at - (heads[i]?.at ?? 0));
  const old = gaps.slice(0, 6).reduce((sum, gap) => sum + gap, 0);
  const recent = gaps.slice(-6).reduce((sum, gap) => sum + gap, 0);
  expect(heads).toHaveLength(20);
  expect(old).toBeGreaterThan(4 * recent);
  // no hole swallows half of the history
  expect(Math.max(...gaps)).toBeLessThan(200);
});

test('V6 bytes count too', () => {
  const heads = [head(1, null, 60), head(2, null, 60), head(3, null, 60)];
  expect(versionsToThin(heads, 4, { versions: 10, bytes: 130 })).toHaveLength(1);
});
