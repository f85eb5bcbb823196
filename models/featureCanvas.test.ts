import { describe, expect, test } from 'vitest';
import { PART_IDS, PART_WINDOWS, type PartId } from '../shared/parts.ts';
import { addStrokes, type CanvasLayout, composeCanvas, fidelityMap, pasteMask } from './featureCanvas.ts';

const layout: CanvasLayout = {
  size: 128,
  channels: 2,
  pasteOrder: ['mouth', 'nose', 'leftEye', 'rightEye'],
  seam: 4,
};

/** Every part flat at its own level: remainder 0, left eye 1, right eye 2, nose 3, mouth 4. */
const LEVELS: Record<PartId, number> = { remainder: 0, leftEye: 1, rightEye: 2, nose: 3, mouth: 4 };

function flatCanvas(): Float32Array {
  const features = Object.fromEntries(
    PART_IDS.map((part) => {
      const side = PART_WINDOWS[part].width / 4;
      return [part, new Float32Array(layout.channels * side * side).fill(LEVELS[part])];
    }),
  ) as Record<PartId, Float32Array>;
  const canvas = new Float32Array(layout.channels * 128 * 128);
  composeCanvas(features, layout, canvas);
  return canvas;
}

describe('pasteMask', () => {
  test('ramps from ½/seam at the border to 1', () => {
    const row = [...pasteMask(10, 4).subarray(50, 60)];
    expect(row).toEqual([0.125, 0.375, 0.625, 0.875, 1, 1, 0.875, 0.625, 0.375, 0.125]);
  });
});

describe('composeCanvas', () => {
  const canvas = flatCanvas();
  const at = (x: number, y: number, channel = 0) => canvas[(channel * 128 + y) * 128 + x];

  test('lays each part over the remainder in its window, in every channel', () => {
    for (const channel of [0, 1]) {
      expect(at(2, 2, channel)).toBe(0);
      expect(at(35, 50, channel)).toBe(1);
      expect(at(90, 50, channel)).toBe(2);
      expect(at(63, 75, channel)).toBe(3);
      expect(at(63, 105, channel)).toBe(4);
    }
  });

  test('puts later parts on top: the nose over the mouth, the eyes over the nose', () => {
    expect(at(63, 80)).toBe(3);
    expect(at(50, 62)).toBe(1);
  });

  test('mixes by the mask at a seam', () => {
    expect(at(29, 60)).toBeCloseTo(0.125, 6);
  });
});

describe('fidelityMap', () => {
  test('is each part’s own in its window, and ramps at the border as the features do', () => {
    const fidelity = { remainder: 0, leftEye: 1, rightEye: 0.5, nose: 0.25, mouth: 0.75 };
    const map = fidelityMap(fidelity, layout);
    const at = (x: number, y: number) => map[y * 128 + x];
    expect([at(2, 2), at(45, 54), at(81, 54), at(63, 72), at(63, 100)]).toEqual([0, 1, 0.5, 0.25, 0.75]);
    expect([29, 30, 31, 32, 33].map((x) => at(x, 54))).toEqual([0.125, 0.375, 0.625, 0.875, 1]);
  });

  test('is 1 at every place where all parts are: nothing but the strokes is left of a set whose FM is silent', () => {
    const map = fidelityMap({ remainder: 1, leftEye: 1, rightEye: 1, nose: 1, mouth: 1 }, layout);
    expect(new Set(map)).toEqual(new Set([1]));
  });
});

describe('addStrokes', () => {
  test('adds to every channel by the map, and nothing where the map is 0', () => {
    const canvas = Float32Array.of(1, 1, 2, 2);
    addStrokes(Float32Array.of(8, 8, 4, 4), Float32Array.of(0, 0.5), canvas);
    expect([...canvas]).toEqual([1, 5, 2, 4]);
  });
});
