import { describe, expect, test } from 'vitest';
import { inkSpread } from '../../shared/scan/inkSpread.ts';
import { GuideArt } from '../guideArt.ts';
import { moved, syntheticGuides, syntheticLines } from '../testing/syntheticFace.ts';
import { faceTemplate } from './faceTemplate.ts';
import { findFaces } from './findFace.ts';
import { refinePlacement } from './refinePlacement.ts';

const art = new GuideArt(syntheticGuides());
const coarse = faceTemplate(art, 1, 8);
const fine = faceTemplate(art, 1, 4);
const shoulders = [
  [
    { x: 60, y: 640 },
    { x: 120, y: 520 },
    { x: 250, y: 470 },
    { x: 390, y: 520 },
    { x: 450, y: 640 },
  ],
];

describe('findFaces and refinePlacement', () => {
  test.each([
    [1, 0, 0],
    [0.5, 200, 40],
    [1.6, -90, 35],
  ])('bring a face drawn at scale %d, offset (%d, %d) back to the template', (scale, x, y) => {
    const drawing = moved([...syntheticLines(), ...shoulders], scale, x, y);
    const [found] = findFaces(drawing, coarse, 3);
    const { placement, score } = refinePlacement(
      drawing,
      fine,
      (found as NonNullable<typeof found>).placement,
    );
    expect(score).toBeGreaterThan(0.8);
    expect(Math.abs(placement.scale * scale - 1)).toBeLessThan(0.05);
    for (const [u, v] of [
      [192, 239],
      [314, 239],
      [255, 451],
    ] as const) {
      expect(Math.abs((u * scale + x) * placement.scale + placement.x - u)).toBeLessThan(6);
      expect(Math.abs((v * scale + y) * placement.scale + placement.y - v)).toBeLessThan(6);
    }
  });

  test('find nothing among no lines', () => {
    expect(findFaces([], coarse, 3)).toEqual([]);
  });
});

test('inkSpread does not count a stray mark', () => {
  const stray = [{ x: 2000, y: 2000 }];
  const { extent } = inkSpread([...syntheticLines(), stray]);
  expect(extent.x + extent.width).toBeLessThan(420);
});
