import { describe, expect, test } from 'vitest';
import { drawPolyline } from '../../models/linePen.ts';
import { lengthOf } from './polyline.ts';
import { scanDrawing } from './scanDrawing.ts';

const [WIDTH, HEIGHT] = [400, 300];
/** px: a line's middle may move by a pixel's half and by smoothing */
const NEAR = 2;

const LINES = [
  [
    { x: 50, y: 50 },
    { x: 350, y: 60 },
  ],
  [
    { x: 60, y: 200 },
    { x: 200, y: 150 },
    { x: 340, y: 220 },
  ],
];

/** A drawn test picture: a pen of 2 px radius on paper of that light. */
function drawn(colourOf: (ink: number, x: number, y: number) => [number, number, number, number]) {
  const ink = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT) };
  for (const line of LINES) drawPolyline(ink, line, 2);
  const rgba = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let i = 0; i < ink.data.length; i++) {
    rgba.set(colourOf((ink.data[i] as number) / 255, i % WIDTH, Math.floor(i / WIDTH)), 4 * i);
  }
  return rgba;
}
const grey = (value: number): [number, number, number, number] => [value, value, value, 255];

const PICTURES: [string, Uint8ClampedArray][] = [
  ['black on white', drawn((ink) => grey(255 * (1 - ink)))],
  ['light chalk on a dark board', drawn((ink) => grey(40 + 190 * ink))],
  [
    'blue pen on paper that is darker on one side',
    drawn((ink, x) => {
      const paper = 240 - (90 * x) / WIDTH;
      return [paper * (1 - ink) + 20 * ink, paper * (1 - ink) + 30 * ink, paper * (1 - ink) + 120 * ink, 255];
    }),
  ],
  ['black on nothing', drawn((ink) => [0, 0, 0, 255 * ink])],
  ['white on nothing', drawn((ink) => [255, 255, 255, 255 * ink])],
];

describe('a scanned drawing becomes its lines', () => {
  test.each(PICTURES)('%s', (_name, rgba) => {
    const { lines: found } = scanDrawing(rgba, WIDTH, HEIGHT);
    expect(found).toHaveLength(LINES.length);
    const [long, ...rest] = [...LINES].sort((a, b) => lengthOf(b) - lengthOf(a));
    for (const [i, line] of [long, ...rest].entries()) {
      expect(Math.abs(lengthOf(found[i] ?? []) - lengthOf(line ?? []))).toBeLessThan(12);
      const ends = [found[i]?.[0], found[i]?.at(-1)];
      for (const end of [line?.[0], line?.at(-1)]) {
        const nearest = Math.min(
          ...ends.map((p) => Math.hypot((p?.x ?? 0) - (end?.x ?? 0), (p?.y ?? 0) - (end?.y ?? 0))),
        );
        expect(nearest).toBeLessThan(3 * NEAR);
      }
    }
  });

  test('an empty page has none', () => {
    expect(scanDrawing(new Uint8ClampedArray(WIDTH * HEIGHT * 4).fill(255), WIDTH, HEIGHT).lines).toEqual([]);
  });
});
