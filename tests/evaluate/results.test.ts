import { expect, test } from 'vitest';
import type { PortraitFacts } from './portraitFacts.ts';
import { figuresOf, photoFigures } from './results.ts';
import type { Truth } from './truth.ts';

const chamfer = { drawnToShown: 2, shownToDrawn: 4 };
const even = { whole: 0.1, jaw: 0.1, brows: 0.1, eyes: 0.1, nose: 0.1, mouth: 0.1 };

function truth(value: number, energy: number): Truth {
  const landmarks = Array.from({ length: 68 }, (_, i) => ({ x: i, y: i }));
  const detail = { fine: energy, middle: energy };
  return { landmarks, descriptor: Float32Array.of(value, -value), mirrored: null, detail, chamfer };
}

function facts(id: string, changes: Partial<PortraitFacts>): PortraitFacts {
  return {
    id,
    groups: {},
    score: 0.95,
    descriptor: null,
    landmarkError: even,
    distance: 0.5,
    rank: 1,
    detail: null,
    chamfer,
    ...changes,
  };
}

test('figures are means and shares over the portraits that have them', () => {
  const portraits = [
    facts('a', { score: 0.9, rank: 1 }),
    facts('b', { score: 0.7, rank: 6, distance: 0.7 }),
    facts('c', { score: 0, rank: null, distance: null, landmarkError: null }),
  ];
  expect(figuresOf(portraits, new Map())).toMatchObject({
    portraits: 3,
    faceFound: expect.closeTo(100 / 3),
    'landmark.jaw': expect.closeTo(0.1),
    descriptorDistance: expect.closeTo(0.6),
    rank1: 50,
    rank5: 50,
    rank10: 100,
    chamfer: 3,
    frechet: Number.NaN,
  });
});

test('portraits are compared with the photos of the same faces only', () => {
  const truths = new Map([
    ['a', truth(1, 4)],
    ['b', truth(2, 4)],
    ['elsewhere', truth(90, 400)],
  ]);
  const portraits = ['a', 'b'].map((id, i) =>
    facts(id, { descriptor: Float32Array.of(i + 1, -i - 1), detail: { fine: 2, middle: 4 } }),
  );
  const figures = figuresOf(portraits, truths);
  expect(figures.frechet).toBeCloseTo(0, 5);
  expect(figures).toMatchObject({ sharpness: 0.75, sharpnessFine: 0.5, sharpnessMiddle: 1 });
});

test('lines that were meant are told beside those that were drawn, and not at all where every hand was steady', () => {
  const meantChamfer = { drawnToShown: 5, shownToDrawn: 7 };
  expect(figuresOf([facts('a', { meantChamfer })], new Map())).toMatchObject({ chamfer: 3, chamferMeant: 6 });
  expect(figuresOf([facts('a', {})], new Map()).chamferMeant).toBeNaN();
});

test('photos that were not mirrored have no repeatability', () => {
  expect(photoFigures(new Map([['a', truth(1, 1)]]))['landmark.whole']).toBeNaN();
});
