import { expect, test } from 'vitest';
import { NO_EDITS } from '../../shared/strokeEdits.ts';
import { finishedStroke } from './finishedStrokes.ts';
import { Hover } from './hover.ts';

const line = (id: string, y: number) => {
  const points = [0, 50, 100].map((x) => ({ x, y, pressure: 0.5, time: x }));
  return finishedStroke(id, { author: 'ann00000', tool: 'pen', width: 3, startedAt: 1, points }, NO_EDITS);
};

function hand() {
  let waiting: (() => void) | null = null;
  const strokes = [line('a', 20), line('b', 100)];
  const hover = new Hover(() => strokes, {
    set: (run) => {
      waiting = run;
      return run;
    },
    clear: (handle) => {
      if (waiting === handle) waiting = null;
    },
  });
  const rest = () => waiting?.();
  return { hover, rest, strokes };
}

test('T6 a pointer that rests on a stroke finds it, one that only passes does not', () => {
  const { hover, rest } = hand();
  hover.point({ x: 50, y: 20 });
  expect(hover.now).toBeNull();
  hover.point({ x: 50, y: 60 });
  rest();
  expect(hover.now).toBeNull();
  hover.point({ x: 50, y: 21 });
  rest();
  expect(hover.now).toEqual({ id: 'a', place: { x: 50, y: 21 } });
});

test('T6 it stays while the pointer is on the stroke, and goes at once when it leaves, draws, or the stroke is gone', () => {
  const { hover, rest, strokes } = hand();
  const find = () => {
    hover.point({ x: 50, y: 20 });
    rest();
    expect(hover.now?.id).toBe('a');
  };
  find();
  hover.point({ x: 60, y: 20 });
  expect(hover.now?.id).toBe('a');
  hover.point({ x: 60, y: 60 });
  expect(hover.now).toBeNull();
  find();
  hover.point(null);
  expect(hover.now).toBeNull();
  rest();
  expect(hover.now).toBeNull();
  find();
  strokes.splice(0, 1);
  hover.point({ x: 51, y: 20 });
  expect(hover.now).toBeNull();
});
