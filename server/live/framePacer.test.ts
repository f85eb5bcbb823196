import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manualClock.ts';
import { FramePacer } from './framePacer.ts';

const MS = 50;

function paced() {
  const clock = new ManualClock();
  const start = clock.now();
  const sent: number[] = [];
  const pacer = new FramePacer(clock, MS, () => sent.push(clock.now() - start));
  return { clock, sent, plan: () => pacer.plan() };
}

test('P2 the first news after a pause goes out at once', () => {
  const { clock, sent, plan } = paced();
  plan();
  clock.advance(0);
  clock.advance(200);
  plan();
  clock.advance(0);
  expect(sent).toEqual([0, 200]);
});

test('P2 news without end goes out in one frame every 50 ms', () => {
  const { clock, sent, plan } = paced();
  for (let passed = 0; passed < 200; passed += 10) {
    plan();
    clock.advance(10);
  }
  expect(sent).toEqual([0, 50, 100, 150, 200]);
});

test('P2 a clock that is set back holds up no frame', () => {
  const { clock, sent, plan } = paced();
  plan();
  clock.advance(0);
  clock.jump(-3_600_000);
  plan();
  clock.advance(MS);
  expect(sent).toHaveLength(2);
});
