import { expect, test } from 'vitest';
import { strokesOfPart } from './onePart.ts';
import { planReplay } from './replayPlan.ts';

const stroke = (id: string, startedAt: number, ms: number) => ({
  id,
  author: 'ann00000',
  width: 3,
  startedAt,
  points: [
    { x: 0, y: 0, pressure: 0.5, time: 0 },
    { x: 9, y: 9, pressure: 0.5, time: ms },
  ],
});

test('T8 one part is replayed alone, with its cut strokes, and takes as long as they took', () => {
  const labels = new Map([
    ['hair', 'hair'],
    ['curl', 'hair'],
    ['nose', 'nose'],
  ] as const);
  const strokes = [
    stroke('hair', 0, 100),
    stroke('nose', 5_000, 300),
    stroke('curl.0', 60_000, 200),
    stroke('unnamed', 90_000, 900),
  ];
  const idsOf = (part: 'hair' | 'hat' | null) => strokesOfPart(strokes, labels, part).map(({ id }) => id);
  expect(idsOf('hair')).toEqual(['hair', 'curl.0']);
  expect(idsOf('hat')).toEqual([]);
  expect(idsOf(null)).toHaveLength(4);
  const alone = planReplay(strokesOfPart(strokes, labels, 'hair'), []);
  expect(alone.strokes.map(({ to, from }) => to - from)).toEqual([100, 200]);
  expect(alone.duration).toBeLessThan(planReplay(strokes, []).duration - 1_200);
});
