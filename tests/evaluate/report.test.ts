import { expect, test } from 'vitest';
import type { Measured } from './comparison.ts';
import { groupTable } from './groupTable.ts';
import type { PortraitFacts } from './portraitFacts.ts';
import { measuresTable } from './report.ts';
import { targetsDegraded, targetsOn } from './targets.ts';

const photos = { 'landmark.whole': 0.02, 'landmark.jaw': 0.06, frechet: 0.2 };

test('a landmark target is what is asked for, or what the judge can tell, whichever is larger', () => {
  const targets = targetsOn(photos, false);
  expect(targets['landmark.whole']?.text).toBe('≤ 0.0450');
  expect(targets['landmark.jaw']?.text).toBe('≤ 0.0900');
});

test('the Fréchet target is half as much again as other photos have; without a reference there is none', () => {
  expect(targetsOn(photos, false).frechet?.reached(0.3)).toBe(true);
  expect(targetsOn(photos, false).frechet?.reached(0.31)).toBe(false);
  expect(targetsOn({ frechet: Number.NaN }, false).frechet).toBeUndefined();
});

test('the nearest is asked of portraits with the true appearance, the 50 nearest of the sketch alone', () => {
  expect(Object.keys(targetsOn(photos, true))).toContain('rank1');
  expect(Object.keys(targetsOn(photos, true))).not.toContain('rank50');
  expect(Object.keys(targetsOn(photos, false))).toContain('rank50');
});

test('unsure hands may double the landmark error of clean drawings', () => {
  const targets = targetsDegraded({ 'landmark.whole': 0.03 });
  expect(targets['landmark.whole']?.reached(0.06)).toBe(true);
  expect(targets['landmark.whole']?.reached(0.061)).toBe(false);
});

test('the table says of each figure whether its target is reached, and leaves out what nobody measured', () => {
  const measured: Measured = {
    name: 'mine',
    ownAppearance: false,
    figures: { portraits: 3, faceFound: 99.6, frechet: 0.4, rank50: Number.NaN },
    portraits: [],
  };
  const lines = measuresTable(photos, [measured], () => targetsOn(photos, false)).split('\n');
  expect(lines[0]).toBe('| measure | photos | mine | target | reached |');
  expect(lines).toContain('| 1 · face found, % | – | 99.6 | ≥ 99.5 | yes |');
  expect(lines).toContain('| 4 · Fréchet distance of descriptors | 0.2000 | 0.4000 | ≤ 0.3000 | no |');
  expect(lines.join()).not.toContain('50 nearest');
});

test('a group has the figures of its own portraits', () => {
  const facts = (sex: string, score: number, rank: number): PortraitFacts => ({
    id: `${sex}${score}`,
    groups: { sex },
    score,
    descriptor: null,
    landmarkError: null,
    distance: 0.5,
    rank,
    detail: null,
    chamfer: { drawnToShown: 0, shownToDrawn: 0 },
  });
  const table = groupTable([facts('female', 0.95, 3), facts('female', 0.5, 80), facts('male', 0.99, 1)]);
  expect(table).toContain('| sex: female | 2 | 50.0 | – | 0.500 | 50.0 |');
  expect(table).toContain('| sex: male | 1 | 100.0 | – | 0.500 | 100.0 |');
  expect(groupTable([])).toBe('');
});
