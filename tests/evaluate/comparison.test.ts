import { describe, expect, test } from 'vitest';
import { type Measured, tally, winnerOf } from './comparison.ts';
import type { PortraitFacts } from './portraitFacts.ts';
import { ROWS, type Row } from './rows.ts';

const row = (figure: string) => ROWS.find((one) => one.figure === figure) as Row;

function portrait(id: number, score: number): PortraitFacts {
  return {
    id: String(id),
    groups: {},
    score,
    descriptor: null,
    landmarkError: null,
    distance: null,
    rank: null,
    detail: null,
    chamfer: { drawnToShown: 1, shownToDrawn: 1 },
  };
}

function measured(name: string, figures: Record<string, number>, scores: readonly number[] = []): Measured {
  return { name, ownAppearance: false, figures, portraits: scores.map((score, i) => portrait(i, score)) };
}

describe('side by side', () => {
  test('a gain in every portrait wins, however small', () => {
    const [a, b] = [measured('a', {}, [0.9, 0.5, 0.7]), measured('b', {}, [0.92, 0.521, 0.719])];
    expect(winnerOf(row('detectorScore'), a, b)).toBe(b);
    expect(winnerOf(row('detectorScore'), b, a)).toBe(b);
  });

  test('gains and losses that cancel out are even', () => {
    const [a, b] = [measured('a', {}, [0.9, 0.5, 0.7, 0.6]), measured('b', {}, [0.8, 0.62, 0.6, 0.7])];
    expect(winnerOf(row('detectorScore'), a, b)).toBeNull();
  });

  test('the same portraits are even', () => {
    const scores = [0.9, 0.5];
    expect(winnerOf(row('detectorScore'), measured('a', {}, scores), measured('b', {}, scores))).toBeNull();
  });

  test('a smaller Fréchet distance wins if the difference can be noticed', () => {
    const [a, b, c] = [0.3, 0.25, 0.249].map((frechet) => measured(String(frechet), { frechet }));
    expect(winnerOf(row('frechet'), a as Measured, b as Measured)).toBe(b);
    expect(winnerOf(row('frechet'), b as Measured, c as Measured)).toBeNull();
  });

  test('sharpness wins by being nearer to that of photos, from either side', () => {
    const [soft, noisy] = [measured('soft', { sharpness: 0.9 }), measured('noisy', { sharpness: 1.4 })];
    expect(winnerOf(row('sharpness'), soft, noisy)).toBe(soft);
  });

  test('rows are counted for the decision', () => {
    const [a, b] = [
      measured('a', { frechet: 0.4, sharpness: 1 }),
      measured('b', { frechet: 0.2, sharpness: 1 }),
    ];
    expect(tally([row('frechet'), row('sharpness'), row('portraits')], a, b)).toEqual({ a: 0, b: 1 });
  });
});
