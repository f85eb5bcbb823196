import { describe, expect, it } from 'vitest';
import { applied } from '../../shared/matrix.ts';
import { dragged, gripAt, gripPlaces, moved } from './selectionBox.ts';

const BOX = { x: 100, y: 200, width: 100, height: 50 };
const at = (x: number, y: number) => ({ x, y });
const landed = (matrix: Parameters<typeof applied>[0], x: number, y: number) => {
  const place = applied(matrix, at(x, y));
  return [Math.round(place.x * 100) / 100, Math.round(place.y * 100) / 100];
};

describe('S6 what a selection is held by', () => {
  it('is its corners, its knob, and all of it in between', () => {
    for (const [grip, place] of Object.entries(gripPlaces(BOX, 28)))
      expect(gripAt(BOX, place, 10, 28)).toBe(grip);
    expect(gripAt(BOX, at(150, 225), 10, 28)).toBe('box');
    expect(gripAt(BOX, at(300, 225), 10, 28)).toBeNull();
  });

  it('lies on the sheet, wherever the selection reaches', () => {
    for (const box of [
      { x: -50, y: -50, width: 700, height: 700 },
      { x: 200, y: 0, width: 10, height: 10 },
      { x: 500, y: 500, width: 12, height: 12 },
    ]) {
      for (const { x, y } of Object.values(gripPlaces(box, 28))) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x, y)).toBeLessThanOrEqual(512);
      }
    }
  });
});

describe('S6 a drag', () => {
  it('moves the box, but never its middle off the sheet', () => {
    expect(landed(dragged(BOX, 'box', at(110, 210), at(130, 250), false), 100, 200)).toEqual([120, 240]);
    expect(landed(moved(BOX, 10_000, -10_000), 150, 225)).toEqual([512, 0]);
    expect(landed(moved(BOX, 20, 5, true), 100, 200)).toEqual([120, 200]);
  });

  it('of a corner scales around the one across, and never turns the box over', () => {
    const twice = dragged(BOX, 'se', at(200, 250), at(300, 300), false);
    expect(landed(twice, 100, 200)).toEqual([100, 200]);
    expect(landed(twice, 200, 250)).toEqual([300, 300]);
    const beyond = dragged(BOX, 'se', at(200, 250), at(-900, -900), false);
    expect(landed(beyond, 200, 200)[0]).toBeGreaterThan(100);
  });

  it('of a corner with Shift scales width and height each for itself', () => {
    const wider = dragged(BOX, 'se', at(200, 250), at(300, 250), true);
    expect(landed(wider, 200, 250)).toEqual([300, 250]);
  });

  it('of the knob turns around the middle, with Shift in steps of 15°', () => {
    const quarter = dragged(BOX, 'knob', at(150, 172), at(250, 225), false);
    expect(landed(quarter, 150, 200)).toEqual([175, 225]);
    const nearly = dragged(BOX, 'knob', at(150, 172), at(250, 228), true);
    expect(landed(nearly, 150, 200)).toEqual([175, 225]);
  });
});
