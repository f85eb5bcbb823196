import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Point } from '../../shared/canvas.ts';
import { merged } from '../../shared/strokeCuts.ts';
import { CUT_STEPS, NO_EDITS } from '../../shared/strokeEdits.ts';
import { stretchesTouched } from './cutter.ts';
import { finishedStroke } from './finishedStrokes.ts';
import { distanceToSegment } from './geometry.ts';

const across = (width = 2, id = 'across') => {
  const points = [100, 200, 300].map((x) => ({ x, y: 100, pressure: 0.5, time: x }));
  return finishedStroke(id, { author: 'ada', tool: 'pen', width, startedAt: 1, points }, NO_EDITS);
};
const at = (x: number, y: number) => ({ x, y });

it('takes out what it touches, and no more', () => {
  // 100 px a segment of 64 steps: a reach of 10 + 1 px around 150 is the steps from 139 to 161 or so
  const touched = stretchesTouched(across(), at(150, 60), at(150, 140), 10);
  expect(touched).toHaveLength(1);
  const [from, to] = touched[0] ?? [0, 0];
  expect([100 + (from * 100) / 64, 100 + (to * 100) / 64]).toEqual([139.0625, 160.9375]);
});

it('reaches the ink of a broad stroke, not only its middle', () => {
  expect(stretchesTouched(across(2), at(150, 115), at(150, 115), 5)).toEqual([]);
  expect(stretchesTouched(across(30), at(150, 115), at(150, 115), 5)).toHaveLength(1);
});

it('takes out a dot, and misses what it does not reach', () => {
  const points = [{ x: 50, y: 50, pressure: 0.5, time: 0 }];
  const dot = finishedStroke('dot', { author: 'ada', tool: 'pen', width: 4, startedAt: 1, points }, NO_EDITS);
  expect(stretchesTouched(dot, at(50, 52), at(90, 52), 3)).toEqual([[0, 0]]);
  expect(stretchesTouched(dot, at(80, 52), at(90, 52), 3)).toEqual([]);
});

it('takes out the very steps whose middle it reaches, however it goes', () => {
  const place = fc.record({
    x: fc.double({ min: 0, max: 60, noNaN: true }),
    y: fc.double({ min: 0, max: 60, noNaN: true }),
  });
  const line = fc.array(place, { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(
      line,
      place,
      place,
      fc.double({ min: 1, max: 20, noNaN: true }),
      (places, from, to, reach) => {
        const points = places.map(({ x, y }, i) => ({ x, y, pressure: 0.5, time: i }));
        const touched = merged([stretchesTouched({ points, width: 2 }, from, to, reach).flat()]);
        for (let step = 0; step < (points.length - 1) * CUT_STEPS; step++) {
          const [a, b] = [points[Math.floor(step / CUT_STEPS)], points[Math.floor(step / CUT_STEPS) + 1]] as [
            Point,
            Point,
          ];
          const t = ((step % CUT_STEPS) + 0.5) / CUT_STEPS;
          const off =
            distanceToSegment({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }, from, to) - reach - 1;
          const isOut = touched.some(([first, end]) => step >= first && step < end);
          if (Math.abs(off) > 1e-6) expect(isOut, `step ${step}`).toBe(off < 0);
        }
      },
    ),
  );
});
