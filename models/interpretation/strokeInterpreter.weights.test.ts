import { afterAll, beforeAll, expect, test } from 'vitest';
import { lengthOf } from '../../shared/scan/polyline.ts';
import { LABELLED_FACES } from '../../tests/support/labelledFaces.ts';
import type { LabelledStroke } from '../../tests/support/labelledLines.ts';
import { MORE_LABELLED_FACES } from '../../tests/support/moreLabelledFaces.ts';
import { UNSEEN_FACES } from '../../tests/support/unseenFaces.ts';
import { StrokeInterpreter } from './strokeInterpreter.ts';

/** The shipped weights, on drawings by hand that they never saw. */
let interpreter: StrokeInterpreter;
beforeAll(async () => {
  interpreter = (await StrokeInterpreter.load()) as StrokeInterpreter;
});
afterAll(() => interpreter.dispose());

/** px of stroke that are understood, and px of stroke; dots count one at least. */
async function understood(strokes: readonly LabelledStroke[]): Promise<{ right: number; all: number }> {
  const found = await interpreter.interpret(strokes);
  let [right, all] = [0, 0];
  strokes.forEach(({ label, points }, i) => {
    const length = Math.max(1, lengthOf(points));
    all += length;
    if (found[i] === label) right += length;
  });
  return { right, all };
}

const faces = { ...LABELLED_FACES, ...MORE_LABELLED_FACES, ...UNSEEN_FACES };

test.each(Object.entries(faces))('T10 %s: most of it is understood', async (_, strokes) => {
  const { right, all } = await understood(strokes);
  expect(right / all).toBeGreaterThan(0.7);
});

test('T10 of all drawings by hand together nineteen parts of twenty are understood', async () => {
  let [right, all] = [0, 0];
  for (const strokes of Object.values(faces)) {
    const one = await understood(strokes);
    right += one.right;
    all += one.all;
  }
  expect(right / all).toBeGreaterThan(0.95);
});

test('T10 half a drawing is understood while it grows, stroke by stroke', async () => {
  const strokes = LABELLED_FACES['a woman with long hair'] as readonly LabelledStroke[];
  for (let count = 3; count <= strokes.length; count += 3) {
    const { right, all } = await understood(strokes.slice(0, count));
    expect(right / all, `${count} strokes`).toBeGreaterThan(0.7);
  }
});
