import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PORTRAIT_DEBOUNCE_MS, PORTRAIT_MAX_WAIT_MS, SIDE_JOB_DELAY_MS } from '../../shared/limits.ts';
import { PortraitScheduler } from './scheduler.ts';

test('F4 a room is drawn once it is quiet for a moment', () => {
  const scheduler = new PortraitScheduler();
  scheduler.mark('a', 0);
  scheduler.mark('a', 50);
  expect(scheduler.take(50 + PORTRAIT_DEBOUNCE_MS - 1)).toBeNull();
  expect(scheduler.nextDueAt()).toBe(50 + PORTRAIT_DEBOUNCE_MS);
  expect(scheduler.take(50 + PORTRAIT_DEBOUNCE_MS)).toBe('a');
});

test('Q15 what stands back is started after rooms that wished meanwhile, and in the end too', () => {
  const scheduler = new PortraitScheduler();
  const facts = {
    replaceable: () => false,
    watched: () => true,
    standsBack: (room: string) => (room === 'aside' ? SIDE_JOB_DELAY_MS : 0),
  };
  scheduler.mark('aside', 0);
  scheduler.mark('a', 1_000);
  expect(scheduler.take(1_100, facts)).toBe('a');
  scheduler.finish('a', 1_200);
  // rooms that never cease to wish do not keep it from its turn for ever
  scheduler.mark('b', SIDE_JOB_DELAY_MS + 1);
  expect(scheduler.take(SIDE_JOB_DELAY_MS + 500, facts)).toBe('aside');
});

test('F4 a room that is never quiet waits no longer than the longest wait', () => {
  const scheduler = new PortraitScheduler();
  for (let now = 0; now <= PORTRAIT_MAX_WAIT_MS; now += 10) scheduler.mark('a', now);
  expect(scheduler.nextDueAt()).toBe(PORTRAIT_MAX_WAIT_MS);
});

test('F4 changes during a job make one more job, however many they are', () => {
  const scheduler = new PortraitScheduler();
  scheduler.mark('a', 0);
  expect(scheduler.take(1_000)).toBe('a');
  for (let i = 0; i < 5; i++) scheduler.mark('a', 1_010);
  expect(scheduler.take(9_000)).toBeNull();
  scheduler.finish('a', 9_000);
  expect(scheduler.take(9_000)).toBe('a');
  scheduler.finish('a', 9_100);
  expect(scheduler.take(99_000)).toBeNull();
  expect(scheduler.isPending('a')).toBe(false);
});

test('F8 a failed room waits until its retry, however much is drawn', () => {
  const scheduler = new PortraitScheduler();
  scheduler.mark('a', 0);
  scheduler.take(1_000);
  scheduler.finish('a', 1_000, { at: 5_000, keepsPlace: false });
  scheduler.mark('a', 1_500);
  expect(scheduler.take(4_999)).toBeNull();
  expect(scheduler.take(5_000)).toBe('a');
});

test('a forgotten room is not drawn, and its late end changes nothing', () => {
  const scheduler = new PortraitScheduler();
  scheduler.mark('a', 0);
  scheduler.take(1_000);
  scheduler.mark('a', 1_000);
  scheduler.forget('a');
  scheduler.finish('a', 2_000);
  expect(scheduler.take(9_000)).toBeNull();
});

test('F8 a room whose worker was interrupted is due at once, before rooms that waited less long', () => {
  const scheduler = new PortraitScheduler();
  scheduler.mark('a', 0);
  expect(scheduler.take(1_000)).toBe('a');
  scheduler.mark('b', 1_000);
  scheduler.mark('a', 2_990);
  scheduler.finish('a', 3_000, { at: 3_000, keepsPlace: true });
  expect(scheduler.take(3_000)).toBe('a');
  expect(scheduler.take(3_000)).toBe('b');
});

test('F12 a room that nobody watches waits, and is first once somebody does', () => {
  const scheduler = new PortraitScheduler();
  const facts = { replaceable: () => false, watched: (room: string) => room !== 'hidden' };
  scheduler.mark('hidden', 0);
  scheduler.mark('seen', 500);
  expect(scheduler.take(1_000, facts)).toBe('seen');
  expect(scheduler.take(99_000, facts)).toBeNull();
  expect(scheduler.nextDueAt(facts)).toBeNull();
  expect(scheduler.take(99_000)).toBe('hidden');
});

interface Step {
  kind: 'mark' | 'take' | 'finish' | 'fail' | 'interrupt';
  room: string;
  wait: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind'][]>('mark', 'mark', 'take', 'finish', 'fail', 'interrupt'),
  room: fc.constantFrom('a', 'b', 'c', 'd'),
  wait: fc.nat(200),
});

test('F4 whatever happens: one job a room, nothing before it is due, no change is forgotten, longest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const scheduler = new PortraitScheduler();
      /** since when each room that is drawn had waited */
      const running = new Map<string, number>();
      const dirtySince = new Map<string, number>();
      const notBefore = new Map<string, number>();
      let now = 0;
      for (const { kind, room, wait } of steps) {
        now += wait;
        if (kind === 'mark') {
          scheduler.mark(room, now);
          if (!dirtySince.has(room)) dirtySince.set(room, now);
        } else if (kind === 'take') {
          const taken = scheduler.take(now);
          const ready = [...dirtySince].filter(
            ([name, since]) =>
              !running.has(name) && now - since >= PORTRAIT_MAX_WAIT_MS && now >= (notBefore.get(name) ?? 0),
          );
          if (taken === null) {
            expect(ready).toEqual([]);
            continue;
          }
          const since = dirtySince.get(taken) ?? Number.NaN;
          expect(running.has(taken)).toBe(false);
          expect(now - since).toBeGreaterThanOrEqual(PORTRAIT_DEBOUNCE_MS);
          expect(now).toBeGreaterThanOrEqual(notBefore.get(taken) ?? 0);
          for (const [, other] of ready) expect(since).toBeLessThanOrEqual(other);
          running.set(taken, since);
          dirtySince.delete(taken);
          notBefore.delete(taken);
        } else if (running.has(room)) {
          const since = running.get(room) ?? Number.NaN;
          running.delete(room);
          const keepsPlace = kind === 'interrupt';
          const retry = kind === 'finish' ? null : { at: keepsPlace ? now : now + 300, keepsPlace };
          scheduler.finish(room, now, retry);
          if (!retry) continue;
          if (keepsPlace) dirtySince.set(room, since);
          else if (!dirtySince.has(room)) dirtySince.set(room, now);
          notBefore.set(room, retry.at);
        }
      }
      for (const room of running.keys()) scheduler.finish(room, now);
      const rest = new Set<string>();
      for (let room = scheduler.take(now + 10_000); room; room = scheduler.take(now + 10_000)) rest.add(room);
      expect(rest).toEqual(new Set(dirtySince.keys()));
    }),
    { numRuns: 300 },
  );
});

test('F4 busy rooms cannot starve another one', () => {
  const scheduler = new PortraitScheduler();
  const order: string[] = [];
  scheduler.mark('quiet', 0);
  for (let now = 0; now < 3_000; now += 10) {
    scheduler.mark('busy-1', now);
    scheduler.mark('busy-2', now);
    if (now % 300 !== 0) continue;
    const room = scheduler.take(now);
    if (!room) continue;
    order.push(room);
    scheduler.finish(room, now);
  }
  expect(order.slice(0, 3).sort()).toEqual(['busy-1', 'busy-2', 'quiet']);
  expect(order.filter((room) => room === 'busy-1').length).toBeGreaterThanOrEqual(4);
  expect(order.filter((room) => room === 'busy-2').length).toBeGreaterThanOrEqual(4);
});
