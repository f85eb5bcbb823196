import { expect, it } from 'vitest';
import { merged } from '../../shared/strokeCuts.ts';
import { NO_EDITS } from '../../shared/strokeEdits.ts';
import { stretchesTouched } from './cutter.ts';
import { CutterTool } from './cutterTool.ts';
import { finishedStroke } from './finishedStrokes.ts';

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

it('writes a sweep as one gesture, not at every reading, and all of it', () => {
  let now = 0;
  const log: string[] = [];
  const cut: [number, number][] = [];
  const tool = new CutterTool({
    strokes: () => [across()],
    startGesture: () => log.push('gesture'),
    reach: () => 5,
    cut: (stretches) => {
      log.push('cut');
      for (const [from, to] of stretches.get('across') ?? []) cut.push([from, to]);
    },
    now: () => now,
  });
  tool.begin(at(100, 100));
  for (let x = 110; x <= 300; x += 10) {
    now += 10;
    tool.extend([at(x, 100)]);
  }
  tool.end();
  expect(log).toEqual(['gesture', 'cut', 'cut', 'cut']);
  expect(merged([cut.flat()])).toEqual([[0, 128]]);
});
