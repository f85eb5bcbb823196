import { expect, test } from 'vitest';
import { STROKE_CLASSES, type StrokeClass } from '../shared/semantics/strokeClasses.ts';
import { CELLS_SIDE } from './cells.ts';
import type { RgbPicture } from './imageSynthesis.ts';
import { linesToShow, relieve } from './strokeRelief.ts';

const SIDE = 512;
const CELLS = CELLS_SIDE ** 2;

/** Skin with grain; left of x = 100 the even air. @param dark x of a fold that it shows */
function portrait(dark?: number): RgbPicture {
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0, at = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, at += 3) {
      const grain = x < 100 ? 0 : (x + y) % 2 === 0 ? 3 : -3;
      const fold = dark !== undefined && Math.abs(x - dark) < 8 ? 60 : 0;
      data.set([180 + grain - fold, 150 + grain - fold, 130 + grain - fold], at);
    }
  }
  return { size: SIDE, data };
}

/** A line from top to bottom, as ink of a raster of 256 px. */
function lineAt(x: number): Float32Array {
  return Float32Array.from({ length: 256 * 256 }, (_, i) => (i % 256 === x / 2 ? 1 : 0));
}

function classesOf(id: StrokeClass, ink: Float32Array): Float32Array {
  const planes = new Float32Array(STROKE_CLASSES.length * CELLS);
  const plane = (STROKE_CLASSES.find((one) => one.id === id)?.number as number) - 1;
  for (let i = 0; i < ink.length; i++) {
    const cell = Math.floor(i / 512) * CELLS_SIDE + Math.floor((i % 256) / 2);
    planes[plane * CELLS + cell] = Math.max(planes[plane * CELLS + cell] as number, ink[i] as number);
  }
  return planes;
}

const followed = (fidelity: number) => new Float32Array(CELLS).fill(fidelity);
/** As lines to show, of hair. */
const locks = (raster: Float32Array) => linesToShow(raster, classesOf('hair', raster), followed(0.5));
/** mean light of green from row 200 to 300 around x */
function lightAt({ data }: RgbPicture, x: number): number {
  let sum = 0;
  for (let y = 200; y < 300; y++)
    for (let v = x - 2; v < x + 2; v++) sum += data[3 * (y * SIDE + v) + 1] as number;
  return sum / 400;
}

test('H6 a drawn line that the portrait does not show becomes a crease, and what is far from it stays', () => {
  const [before, after] = [portrait(), relieve(portrait(), locks(lineAt(300)))];
  expect(lightAt(after, 300)).toBeLessThan(lightAt(before, 300) * 0.93);
  expect(lightAt(after, 300)).toBeGreaterThan(lightAt(before, 300) * 0.8);
  expect(lightAt(after, 360)).toBe(lightAt(before, 360));
  const at = 3 * (250 * SIDE + 300);
  const hue = ({ data }: RgbPicture) => (data[at] as number) / (data[at + 1] as number);
  expect(hue(after)).toBeCloseTo(hue(before), 1);
});

test('H6 a line that the portrait shows is not drawn twice', () => {
  const darkened = (fold?: number) =>
    1 - lightAt(relieve(portrait(fold), locks(lineAt(300))), 300) / lightAt(portrait(fold), 300);
  expect(darkened(300)).toBeLessThan(darkened() / 2);
});

test('H6 a line beside the head leaves the air even', () => {
  const [before, after] = [portrait(), relieve(portrait(), locks(lineAt(60)))];
  expect(lightAt(after, 60)).toBe(lightAt(before, 60));
});

test('H6 lines of hair show from fidelity ½ on, those of the face beyond it, none at 0', () => {
  const raster = lineAt(300);
  const strength = (id: StrokeClass | null, fidelity: number) =>
    linesToShow(raster, id && classesOf(id, raster), followed(fidelity)).reduce((sum, ink) => sum + ink, 0);
  const ink = strength('hair', 1);
  expect(ink).toBeGreaterThan(0);
  expect([0, 0.25, 0.5, 1].map((a) => strength('hair', a) / ink)).toEqual([0, 0.5, 1, 1]);
  const faces = strength('nose', 1);
  expect(faces).toBeGreaterThan(0);
  expect([0, 0.5, 0.75, 1].map((a) => strength('nose', a) / faces)).toEqual([0, 0, 0.5, 1]);
  expect([0.5, 1].map((a) => strength(null, a) / faces)).toEqual([0, 1]);
});

test('H6 without lines the portrait is the very same', () => {
  const before = portrait();
  expect(relieve(before, locks(new Float32Array(256 * 256)))).toBe(before);
});
