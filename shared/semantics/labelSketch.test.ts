import { describe, expect, test } from 'vitest';
import type { Place } from '../canvas.ts';
import { lengthOf } from '../scan/polyline.ts';
import { labelValues, traceLabelSketch } from './labelSketch.ts';

const SIDE = 512;

/** A sketch with straight lines of `pen` px, drawn by hand: class, from, to. */
function sketch(lines: readonly [number, Place, Place][], pen = 1): Uint8Array {
  const values = new Uint8Array(SIDE * SIDE);
  for (const [number, from, to] of lines) {
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y)) * 2;
    for (let k = 0; k <= steps; k++) {
      const x = Math.round(from.x + ((to.x - from.x) * k) / steps);
      const y = Math.round(from.y + ((to.y - from.y) * k) / steps);
      for (let v = y; v < y + pen; v++) for (let u = x; u < x + pen; u++) values[v * SIDE + u] = number;
    }
  }
  return values;
}

const HAIR: [number, Place, Place] = [13, { x: 100, y: 80 }, { x: 400, y: 120 }];
const NOSE: [number, Place, Place] = [2, { x: 250, y: 240 }, { x: 240, y: 320 }];
const HAT: [number, Place, Place] = [14, { x: 250, y: 20 }, { x: 250, y: 200 }];

describe.each([1, 2, 3, 5])('I5 with lines of %i px', (pen) => {
  test('I5 each line of a label sketch is traced with the class of its pixels, where it lies', () => {
    const { lines, labels } = traceLabelSketch(sketch([HAIR, NOSE], pen));
    expect(labels).toEqual(['nose', 'hair']);
    const [nose, hair] = lines as [Place[], Place[]];
    expect(lengthOf(hair)).toBeGreaterThan(290);
    expect(lengthOf(nose)).toBeGreaterThan(70);
    for (const { x, y } of hair) {
      // the middle of the pen that was drawn
      const expected = 80 + ((x - pen / 2 - 100) * 40) / 300 + pen / 2;
      expect(Math.abs(y - expected)).toBeLessThan(1.5);
    }
  });

  test('I5 a line that crosses another takes nothing of it', () => {
    const { lines, labels } = traceLabelSketch(sketch([HAIR, HAT], pen));
    expect(new Set(labels)).toEqual(new Set(['hair', 'hat']));
    lines.forEach((line, i) => {
      const across = Math.max(...line.map(({ x }) => x)) - Math.min(...line.map(({ x }) => x));
      if (labels[i] === 'hat') expect(across).toBeLessThan(pen + 3);
    });
  });
});

test('I5 lines at the very border of the sketch are found', () => {
  const border: [number, Place, Place] = [18, { x: 0, y: 511 }, { x: 511, y: 511 }];
  const { lines, labels } = traceLabelSketch(sketch([border]));
  expect(labels).toEqual(['cloth']);
  expect(lengthOf(lines[0] as Place[])).toBeGreaterThan(490);
});

test('I6 other values, colours, sizes and blank paper are no label sketch', () => {
  const values = sketch([HAIR]);
  expect(labelValues(values, SIDE, SIDE)).toEqual(values);
  expect(labelValues(new Uint8Array(SIDE * SIDE), SIDE, SIDE)).toBeNull();
  for (const value of [19, 128, 255]) {
    expect(labelValues(values.with(7, value), SIDE, SIDE), `value ${value}`).toBeNull();
  }
  expect(labelValues(values, 256, 1024)).toBeNull();
  expect(labelValues(values.subarray(1), SIDE, SIDE)).toBeNull();
});

test('I6 several channels hold a label sketch where they are grey and opaque', () => {
  const values = sketch([HAIR]);
  const rgba = Uint8ClampedArray.from({ length: 4 * values.length }, (_, i) =>
    i % 4 === 3 ? 255 : (values[Math.floor(i / 4)] as number),
  );
  expect(labelValues(rgba, SIDE, SIDE)).toEqual(values);
  const inked = 4 * values.indexOf(13);
  expect(labelValues(rgba.with(inked + 2, 12), SIDE, SIDE)).toBeNull();
  expect(labelValues(rgba.with(inked + 3, 254), SIDE, SIDE)).toBeNull();
});
