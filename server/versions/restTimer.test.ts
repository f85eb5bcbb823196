import { expect, test } from 'vitest';
import { VERSION_INTERVAL_MS, VERSION_MAX_WAIT_MS, VERSION_REST_MS } from '../../shared/limits.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { RestTimer } from './restTimer.ts';

function set({ occupied = true } = {}) {
  const clock = new ManualClock();
  const kept: number[] = [];
  const start = clock.now();
  const timer = new RestTimer(
    clock,
    () => occupied,
    () => {
      kept.push(clock.now() - start);
      timer.kept();
    },
  );
  const drawFor = (ms: number) => {
    for (let t = 0; t < ms; t += 1_000) {
      timer.changed();
      clock.advance(1_000);
    }
  };
  return { clock, timer, kept, drawFor };
}

test('V1 a changed drawing is kept after a rest, and only once', () => {
  const { clock, kept, drawFor } = set();
  drawFor(5_000);
  clock.advance(VERSION_REST_MS * 2);
  expect(kept).toHaveLength(1);
  clock.advance(VERSION_INTERVAL_MS * 5);
  expect(kept).toHaveLength(1);
});

test('V1 while people are there at most one an interval', () => {
  const { clock, kept, drawFor } = set();
  for (let round = 0; round < 10; round++) {
    drawFor(5_000);
    clock.advance(VERSION_REST_MS + 5_000);
  }
  clock.advance(VERSION_INTERVAL_MS);
  expect(kept.length).toBeGreaterThan(1);
  for (const [i, at] of kept.slice(1).entries()) {
    expect(at - (kept[i] ?? 0)).toBeGreaterThanOrEqual(VERSION_INTERVAL_MS);
  }
});

test('V1 who never rests is kept too, after a long while', () => {
  const { kept, drawFor } = set();
  drawFor(VERSION_MAX_WAIT_MS + VERSION_REST_MS);
  expect(kept).toHaveLength(1);
});

test('V1 where nobody is left the rest is enough', () => {
  const { clock, kept, drawFor } = set({ occupied: false });
  drawFor(1_000);
  clock.advance(VERSION_REST_MS * 2);
  drawFor(1_000);
  clock.advance(VERSION_REST_MS * 2);
  expect(kept).toHaveLength(2);
});
