import { get, writable } from 'svelte/store';
import { expect, test } from 'vitest';
import type { SharedView as Shared } from '../../shared/events.ts';
import { Companions } from './companions.ts';

function makeCompanions() {
  const spotlight = writable<string | null>(null);
  const present = writable<ReadonlySet<string>>(new Set(['me', 'ann', 'ben']));
  const companions = new Companions(spotlight, () => 'me', present);
  let followed: string | null = null;
  companions.followed.subscribe((subject) => {
    followed = subject;
  });
  return { spotlight, present, companions, followed: () => followed };
}

test('U1 a person is followed while they are there', () => {
  const { companions, present, followed } = makeCompanions();
  companions.follow('ann');
  expect(followed()).toBe('ann');
  present.set(new Set(['me']));
  expect(followed()).toBeNull();
});

test('U5 the spotlight goes before one’s own choice, until one turns away from it; the next one counts again', () => {
  const { companions, spotlight, followed } = makeCompanions();
  companions.follow('ann');
  spotlight.set('ben');
  expect(followed()).toBe('ben');
  companions.turnAway('ben');
  expect(followed()).toBeNull();
  spotlight.set('ann');
  expect(followed()).toBe('ann');
  spotlight.set('me');
  expect(followed()).toBeNull();
});

test('U1 views are remembered, one’s own laser is not repeated', () => {
  const { companions } = makeCompanions();
  const view = { x: 1, y: 2, zoom: 3 };
  const points = [{ x: 1, y: 1 }];
  companions.receive({ views: [{ subject: 'ann', view }], lasers: [{ subject: 'me', points }] }, 'me');
  expect(get(companions.views).get('ann')).toEqual(view);
  expect(companions.lasers.visible()).toEqual([]);
});

test('U1 following shows the other’s view as it moves, and one’s own again afterwards', () => {
  const { companions } = makeCompanions();
  const [own, theirs, moved] = [2, 3, 4].map((zoom) => ({ x: 10, y: 10, zoom })) as [Shared, Shared, Shared];
  companions.view.set(own);
  companions.receive({ views: [{ subject: 'ann', view: theirs }], lasers: [] }, 'me');
  expect(get(companions.view)).toEqual(own);
  companions.follow('ann');
  expect(get(companions.view)).toEqual(theirs);
  companions.receive({ views: [{ subject: 'ann', view: moved }], lasers: [] }, 'me');
  expect(get(companions.view)).toEqual(moved);
  companions.turnAway(null);
  expect(get(companions.view)).toEqual(own);
});

test('U1 a follower’s own view that comes back is not told again, and one that strayed is led back once', () => {
  const { companions } = makeCompanions();
  const [theirs, strayed] = [2, 3].map((zoom) => ({ x: 10, y: 10, zoom })) as [Shared, Shared];
  const echo = () =>
    companions.receive({ views: [{ subject: 'me', view: { ...get(companions.view) } }], lasers: [] }, 'me');
  companions.receive({ views: [{ subject: 'ann', view: theirs }], lasers: [] }, 'me');
  companions.follow('ann');
  const told: Shared[] = [];
  companions.view.subscribe((view) => told.push(view));
  echo();
  echo();
  expect(told).toEqual([theirs]);
  companions.view.set(strayed);
  echo();
  echo();
  expect(told).toEqual([theirs, strayed, theirs]);
  expect([...get(companions.views).keys()]).toEqual(['ann']);
});
