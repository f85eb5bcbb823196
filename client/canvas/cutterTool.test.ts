import { expect, it } from 'vitest';
import { merged } from '../../shared/strokeCuts.ts';
import { NO_EDITS } from '../../shared/strokeEdits.ts';
import { CutterTool } from './cutterTool.ts';
import { finishedStroke } from './finishedStrokes.ts';

const across = (id: string) => {
  const points = [100, 200, 300].map((x) => ({ x, y: 100, pressure: 0.5, time: x }));
  return finishedStroke(id, { author: 'ada', tool: 'pen', width: 2, startedAt: 1, points }, NO_EDITS);
};
const at = (x: number) => ({ x, y: 100 });

/** @param count strokes, one on another @param writing ms that each takes to be written */
function hand(count: number, writing = 0) {
  let now = 0;
  let waiting: { run: () => void; due: number } | null = null;
  const log: string[] = [];
  let steps = 0;
  const written: number[] = [];
  const cut: [number, number][] = [];
  const strokes = Array.from({ length: count }, (_, n) => across(`stroke-${n}`));
  const tool = new CutterTool({
    strokes: () => strokes,
    startGesture: () => {
      log.push('gesture');
      return ++steps;
    },
    reach: () => 5,
    wipe: () => {},
    busy: () => false,
    wiped: () => log.push('wiped'),
    cut: (stretches, step) => {
      written.push(step);
      log.push(`cut ${stretches.size}`);
      now += stretches.size * writing;
      for (const [from, to] of stretches.get('stroke-0') ?? []) cut.push([from, to]);
    },
    now: () => now,
    timers: {
      set: (run, ms) => {
        waiting = { run, due: now + ms };
        return waiting;
      },
      clear: (handle) => {
        if (waiting === handle) waiting = null;
      },
    },
  });
  const pass = (ms: number) => {
    const until = now + ms;
    while (waiting && waiting.due <= until) {
      const { run, due } = waiting;
      waiting = null;
      now = Math.max(now, due);
      run();
    }
    now = Math.max(now, until);
  };
  return { tool, log, cut, pass, written };
}

const cuts = (log: readonly string[]) =>
  log.filter((line) => line.startsWith('cut')).map((line) => Number(line.slice(4)));

it('S5 writes a sweep as one gesture, each stroke when the eraser had time to pass it, and all of it', () => {
  const { tool, log, cut, pass } = hand(1);
  tool.begin(at(100));
  for (let x = 110; x <= 300; x += 10) {
    pass(10);
    tool.extend([at(x)]);
  }
  tool.end();
  expect(log).toEqual(['gesture', 'cut 1', 'cut 1', 'wiped']);
  expect(merged([cut.flat()])).toEqual([[0, 128]]);
});

it('S5 writes also while the eraser rests', () => {
  const { tool, log, pass } = hand(1);
  tool.begin(at(150));
  pass(200);
  expect(log).toEqual(['gesture', 'cut 1']);
});

it('S5 writes many strokes some at a time, those left over when the sweep has ended too, and says so when all are', () => {
  const { tool, log, pass } = hand(100, 1);
  tool.begin(at(150));
  pass(151);
  tool.end();
  expect(cuts(log).length).toBeGreaterThan(0);
  expect(log).not.toContain('wiped');
  pass(5_000);
  expect(cuts(log).reduce((sum, count) => sum + count)).toBe(100);
  expect(Math.max(...cuts(log))).toBeLessThan(50);
  expect(log.at(-1)).toBe('wiped');
});

it('S5 S3 a sweep that begins while the one before is still being written waits for its turn, and each is a step of its own', () => {
  const { tool, log, pass, written } = hand(100, 1);
  tool.begin(at(150));
  tool.end();
  const first = log.length;
  tool.begin(at(250));
  expect(log.slice(first)).toEqual(['gesture']);
  tool.end();
  pass(5_000);
  expect(cuts(log).reduce((sum, count) => sum + count)).toBe(200);
  expect(written).toEqual([...written].sort());
  expect(new Set(written)).toEqual(new Set([1, 2]));
  expect(log.filter((line) => line === 'wiped')).toHaveLength(1);
});

it('S5 strokes that are about to be erased are written first, and no others', () => {
  const { tool, log } = hand(100, 1);
  tool.begin(at(150));
  tool.settle(['stroke-7', 'stroke-none']);
  expect(log).toEqual(['gesture', 'cut 1']);
});

it('S5 writes at once what waits where undo comes', () => {
  const { tool, log, pass } = hand(100, 1);
  tool.begin(at(150));
  tool.end();
  tool.settle();
  expect(cuts(log).reduce((sum, count) => sum + count)).toBe(100);
  expect(log.at(-1)).toBe('wiped');
  pass(5_000);
  expect(log.at(-1)).toBe('wiped');
  tool.settle();
  expect(log.filter((line) => line === 'wiped')).toHaveLength(1);
});

it('S5 a sweep that was none writes nothing', () => {
  const { tool, log, pass } = hand(3);
  tool.begin(at(150));
  tool.discard();
  pass(5_000);
  expect(log).toEqual(['gesture', 'wiped']);
});
