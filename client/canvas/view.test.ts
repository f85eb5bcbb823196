import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_ZOOM,
  panned,
  pinched,
  revealing,
  toCanvas,
  toSheet,
  type View,
  WHOLE,
  zoomedAt,
} from './view.ts';

const anyPlace = fc.record({ x: fc.integer({ min: 0, max: 512 }), y: fc.integer({ min: 0, max: 512 }) });
const anyView = fc
  .tuple(anyPlace, fc.double({ min: 1, max: MAX_ZOOM, noNaN: true }), anyPlace)
  .map(([at, zoom, move]): View => panned(zoomedAt(WHOLE, at, zoom), move.x - 256, move.y - 256));

describe('the view of the canvas', () => {
  it('keeps the place under the pointer while it zooms in', () => {
    const view = zoomedAt(WHOLE, { x: 100, y: 400 }, 3);
    expect(view.zoom).toBe(3);
    expect(toCanvas(view, { x: 100, y: 400 })).toEqual({ x: 100, y: 400 });
    const nearer = zoomedAt(view, { x: 300, y: 20 }, 2);
    const before = toCanvas(view, { x: 300, y: 20 });
    expect(toCanvas(nearer, { x: 300, y: 20 }).x).toBeCloseTo(before.x);
    expect(toCanvas(nearer, { x: 300, y: 20 }).y).toBeCloseTo(before.y);
  });

  it('shows nothing beside the canvas, whatever was done', () => {
    fc.assert(
      fc.property(anyView, anyPlace, fc.double({ min: 0.1, max: 10, noNaN: true }), (view, at, factor) => {
        const next = zoomedAt(view, at, factor);
        expect(next.zoom).toBeGreaterThanOrEqual(1);
        expect(next.zoom).toBeLessThanOrEqual(MAX_ZOOM);
        for (const start of [next.x, next.y]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start + 512 / next.zoom).toBeLessThanOrEqual(512.0001);
        }
      }),
    );
  });

  it('maps back and forth without a loss', () => {
    fc.assert(
      fc.property(anyView, anyPlace, (view, place) => {
        const back = toCanvas(view, toSheet(view, place));
        expect(back.x).toBeCloseTo(place.x);
        expect(back.y).toBeCloseTo(place.y);
      }),
    );
  });

  it('follows two fingers: what lay under them stays under them', () => {
    const from = [
      { x: 200, y: 200 },
      { x: 300, y: 200 },
    ] as const;
    const to = [
      { x: 150, y: 210 },
      { x: 350, y: 210 },
    ] as const;
    const view = pinched(WHOLE, from, to);
    expect(view.zoom).toBeCloseTo(2);
    expect(toSheet(view, { x: 250, y: 200 })).toEqual({ x: 250, y: 210 });
  });

  it('moves just as far as a place needs to come into sight', () => {
    const view = zoomedAt(WHOLE, { x: 0, y: 0 }, 4);
    expect(revealing(view, { x: 64, y: 64 }, 40)).toEqual(view);
    expect(toSheet(revealing(view, { x: 300, y: 64 }, 40), { x: 300, y: 64 }).x).toBeCloseTo(472);
  });
});
