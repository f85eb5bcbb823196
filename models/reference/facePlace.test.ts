import { describe, expect, test } from 'vitest';
import { type FacePlace, lookAt, placeThrough, toPicture, VIEW_SIZE } from './facePlace.ts';

const POINTS = [
  { x: 48, y: 60 },
  { x: 79, y: 60 },
  { x: 64, y: 73 },
  { x: 64, y: 94 },
];
const PLACE: FacePlace = { x: 200, y: 150, scale: 2.5, angle: 0.3 };

describe('a face’s place', () => {
  test('is found again from where its points lie', () => {
    const found = placeThrough(
      POINTS.map((point) => toPicture(PLACE, point)),
      POINTS,
    );
    for (const key of ['x', 'y', 'scale', 'angle'] as const) expect(found[key]).toBeCloseTo(PLACE[key], 6);
  });

  test('shows a picture of the view’s size as it is', () => {
    const data = Uint8Array.from({ length: VIEW_SIZE * VIEW_SIZE * 3 }, (_, i) => (i * 7) % 256);
    const place = { x: VIEW_SIZE / 2, y: VIEW_SIZE / 2, scale: 1, angle: 0 };
    const view = lookAt({ width: VIEW_SIZE, height: VIEW_SIZE, data }, place);
    for (const at of [0, 777, VIEW_SIZE * VIEW_SIZE - 1]) {
      for (const c of [0, 1, 2]) {
        const value = (view[c * VIEW_SIZE * VIEW_SIZE + at] as number) * 127.5 + 127.5;
        expect(value).toBeCloseTo(data[at * 3 + c] as number, 3);
      }
    }
  });
});
