import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SeenStroke } from '../picture/seenStrokes.ts';
import { drawnBy, isGone, planReplay, thingAt } from './replayPlan.ts';

const stroke = (startedAt: number, ms: number, author = 'ann'): SeenStroke => ({
  id: `${author}-${startedAt}`,
  author,
  width: 3,
  startedAt,
  points: [0, ms / 2, ms].map((time) => ({ x: time, y: 10, pressure: 0.5, time })),
});

test('T1 strokes keep their pace, two people at once too, and an hour of thinking is cut', () => {
  const hour = 3_600_000;
  const plan = planReplay([stroke(1_000, 500), stroke(1_200, 500, 'ben'), stroke(hour, 400)], []);
  expect(plan.strokes.map(({ from, to }) => [from, to])).toEqual([
    [0, 500],
    [200, 700],
    [1_300, 1_700],
  ]);
  expect(plan.duration).toBe(1_700);
});

test('T1 portraits come when they came: between the strokes around them', () => {
  const first = { at: 1_600, name: 'first' };
  const plan = planReplay([stroke(1_000, 500), stroke(60_000, 500)], [first]);
  expect(thingAt(plan, 100)).toBeNull();
  expect(thingAt(plan, 600)).toBe(first);
  expect(thingAt(plan, plan.duration)).toBe(first);
});

test('a stroke grows with its points', () => {
  const [planned] = planReplay([stroke(0, 1_000)], []).strokes;
  if (!planned) throw new Error('no stroke');
  expect(drawnBy(planned, -1)).toBeNull();
  expect(drawnBy(planned, 600)?.points).toHaveLength(2);
  expect(drawnBy(planned, 1_000)?.points).toHaveLength(3);
});

test('T1 an erased stroke is seen until it was erased, and again once it came back', () => {
  const erased = { ...stroke(0, 100), absences: [{ from: 1_000, to: null }] };
  const back = { ...stroke(200, 100), absences: [{ from: 300, to: 1_900 }] };
  const early = { ...stroke(400, 100), absences: [{ from: 50, to: null }] };
  const plan = planReplay([erased, back, early, stroke(900, 600), stroke(1_800, 400)], []);
  const [one, two, three] = plan.strokes;
  if (!one || !two || !three) throw new Error('no strokes');
  expect([999, 1_001, plan.duration].map((time) => isGone(one, time))).toEqual([false, true, true]);
  expect([299, 301, 1_899, 1_901].map((time) => isGone(two, time))).toEqual([false, true, true, false]);
  expect([three.from, three.to].map((time) => isGone(three, time))).toEqual([false, true]);
  expect(plan.turns).toEqual([...plan.turns].sort((a, b) => a - b));
});

test('an empty sheet is an empty replay', () => {
  expect(planReplay([], [{ at: 5 }])).toEqual({
    strokes: [],
    turns: [],
    moments: [{ at: 0, thing: { at: 5 } }],
    duration: 0,
  });
});

test('T1 whatever the times are, the order stays and no stroke is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(10_000_000), fc.nat(5_000)), { maxLength: 60 }), (times) => {
      const strokes = times.map(([at, ms]) => stroke(at, ms)).sort((a, b) => a.startedAt - b.startedAt);
      const plan = planReplay(strokes, []);
      expect(plan.strokes).toHaveLength(strokes.length);
      for (const [i, { from, to }] of plan.strokes.entries()) {
        expect(from).toBeGreaterThanOrEqual(plan.strokes[i - 1]?.from ?? 0);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(plan.duration);
      }
    }),
  );
});
