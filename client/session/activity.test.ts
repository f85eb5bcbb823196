import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchActivity } from './activity.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells idle after a minute without input or when hidden, and awake with the next input', () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  const heard: boolean[] = [];
  const stop = watchActivity(page as unknown as Document, Date.now, (idle) => heard.push(idle));
  vi.advanceTimersByTime(70_000);
  expect(heard).toEqual([true]);
  page.dispatchEvent(new Event('pointermove'));
  expect(heard).toEqual([true, false]);
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  expect(heard).toEqual([true, false, true]);
  stop();
  page.hidden = false;
  page.dispatchEvent(new Event('pointermove'));
  expect(heard).toHaveLength(3);
});
