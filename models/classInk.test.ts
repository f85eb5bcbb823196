import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StrokeLabels } from '../shared/semantics/labels.ts';
import { STROKE_CLASSES, type StrokeClass } from '../shared/semantics/strokeClasses.ts';
import { ClassInk } from './classInk.ts';
import { InkRaster, type InkStroke } from './inkRaster.ts';

const CELLS = 128;
const RASTER = 256;
const PEN = 3;

const area = CELLS * CELLS;

/** A class's plane as the words say it: a raster of its own, then the most of 2 × 2. */
function plainly(strokes: readonly InkStroke[], labels: StrokeLabels, label: StrokeClass): Float32Array {
  const raster = new InkRaster(RASTER, PEN);
  raster.update(strokes.filter(({ key }) => labels.get(key) === label));
  return Float32Array.from({ length: area }, (_, at) => {
    const corner = 2 * Math.floor(at / CELLS) * RASTER + 2 * (at % CELLS);
    return Math.max(...[0, 1, RASTER, RASTER + 1].map((next) => raster.pixels[corner + next] as number));
  });
}

const coordinate = fc.double({ min: -20, max: 532, noNaN: true });
const points = fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 1, maxLength: 5 });
/** few of them, so that strokes of one lie over each other */
const LABELS = ['skin', 'hair', 'cloth'] as const;

test('T11 strokes lie in the plane of their class, drawn as the sketch is, whatever was drawn before', () => {
  const label = fc.constantFrom(...LABELS, null);
  const drawing = fc.array(fc.tuple(fc.nat(5), label), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(points, { minLength: 6, maxLength: 6 }),
      fc.array(drawing, { minLength: 1, maxLength: 3 }),
      (lines, drawings) => {
        const ink = new ClassInk(CELLS, RASTER, PEN);
        for (const shown of drawings) {
          const labels = new Map(shown.flatMap(([n, label]) => (label ? [[`${n}`, label] as const] : [])));
          const numbers = [...new Set(shown.map(([n]) => n))];
          const strokes = numbers.map((n) => ({ key: `${n}`, points: lines[n] ?? [] }));
          ink.update(strokes, labels);
          for (const { id, number } of STROKE_CLASSES) {
            const plane = ink.planes.subarray((number - 1) * area, number * area);
            const used = LABELS.some((one) => one === id);
            const wanted = used ? plainly(strokes, labels, id) : new Float32Array(area);
            expect(plane.findIndex((value, at) => value !== wanted[at])).toBe(-1);
          }
          expect(ink.blank).toBe(labels.size === 0);
        }
      },
    ),
    { numRuns: 10 },
  );
});

test('T11 what draws nothing, and labels of strokes that are not there, leave no ink', () => {
  const ink = new ClassInk(CELLS, RASTER, PEN);
  ink.update([{ key: 'a', points: [{ x: 9, y: 9 }] }], new Map([['b', 'hair']]));
  expect(ink.planes.some((value) => value > 0)).toBe(false);
  expect([ink.blank, ink.revision]).toEqual([true, 0]);
});

test('planes that stay as they are count no change', () => {
  const ink = new ClassInk(CELLS, RASTER, PEN);
  const stroke = { key: 'a', points: [{ x: 9, y: 9 }] };
  ink.update([stroke], new Map([['a', 'hair']]));
  ink.update([stroke, { ...stroke, key: 'b' }], new Map([['a', 'hair']]));
  expect(ink.revision).toBe(1);
  ink.update([stroke], new Map([['a', 'hat']]));
  expect(ink.revision).toBe(2);
});
