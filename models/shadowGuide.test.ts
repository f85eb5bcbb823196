import { describe, expect, test } from 'vitest';
import { PART_IDS, type PartId } from '../shared/parts.ts';
import { GUIDE_SIZE, type GuideArrays, GuideArt } from './guideArt.ts';
import { InkRaster } from './inkRaster.ts';
import type { Neighbour } from './manifoldProjection.ts';
import { composeShadowGuide } from './shadowGuide.ts';

/** Two faces, each with one horizontal mouth stroke: face 0 at y = 360, face 1 at y = 400. */
const arrays: GuideArrays = {
  points: Int16Array.of(1600, 2880, 2400, 2880, 1600, 3200, 2400, 3200),
  strokeStarts: Int32Array.of(0, 2, 4),
  strokeParts: Uint8Array.of(PART_IDS.indexOf('mouth'), PART_IDS.indexOf('mouth')),
  faceStarts: Int32Array.of(0, 1, 2),
};

function guideOf(mouth: Neighbour[], strokes: { x: number; y: number }[][] = []): Uint8Array {
  const raster = new InkRaster(256, 3);
  raster.update(strokes.map((points, i) => ({ key: String(i), points })));
  const neighbours = Object.fromEntries(PART_IDS.map((part) => [part, [] as Neighbour[]])) as Record<
    PartId,
    Neighbour[]
  >;
  neighbours.mouth = mouth;
  return composeShadowGuide(neighbours, new GuideArt(arrays), raster.pixels, 256);
}

/** Darkness where the face's stroke crosses x = 250. */
const atFace = (guide: Uint8Array, face: number) =>
  guide[(face === 0 ? 180 : 200) * GUIDE_SIZE + 125] as number;

describe('composeShadowGuide', () => {
  test('shows the neighbours by their weights', () => {
    const guide = guideOf([
      { face: 0, weight: 0.3 },
      { face: 1, weight: 0.1 },
    ]);
    expect(atFace(guide, 0)).toBeGreaterThan(2 * atFace(guide, 1));
    expect(atFace(guide, 1)).toBeGreaterThan(0);
  });

  test('leaves out neighbours of negative weight and normalises the others', () => {
    const guide = guideOf([
      { face: 0, weight: 1.4 },
      { face: 1, weight: -0.4 },
    ]);
    expect(atFace(guide, 0)).toBe(255);
    expect(atFace(guide, 1)).toBe(0);
  });

  test('fades under what is drawn, and only there', () => {
    const both: Neighbour[] = [
      { face: 0, weight: 0.5 },
      { face: 1, weight: 0.5 },
    ];
    const line = [
      { x: 180, y: 361 },
      { x: 320, y: 361 },
    ];
    expect(atFace(guideOf(both, [line]), 0)).toBeLessThan(0.4 * atFace(guideOf(both), 0));
    expect(atFace(guideOf(both, [line]), 1)).toBe(atFace(guideOf(both), 1));
  });

  test('is blank without neighbours', () => {
    expect(guideOf([]).every((value) => value === 0)).toBe(true);
  });
});
