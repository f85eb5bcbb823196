import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../bench/statistics.ts';
import { InkTimes, LoadPerson } from './person.ts';
import type { Place, Target } from './target.ts';

const STORM_MS = 5_000;
/** ms after which somebody counts as not back */
const LOST_MS = 30_000;

/** Everybody comes back at once, as after a restart of the server or of a school's network. */
export async function storm(
  target: Target,
  { rooms, people }: { rooms: number; people: number },
): Promise<Record<string, number>> {
  const places: Place[] = [];
  for (let room = 0; room < rooms; room++) {
    for (let i = 0; i < people; i++) places.push(await target.enter(`storm-room-${room}`, i));
  }
  const times: number[] = [];
  const begin = performance.now();
  const back = await Promise.all(
    places.map(async (place, i) => {
      await pause((i / places.length) * STORM_MS);
      const start = performance.now();
      const person = await LoadPerson.join(place, new InkTimes());
      while (!person.document.synced || !person.live?.connected) {
        if (performance.now() - start > LOST_MS || person.document.closeCode !== null)
          return { person, ok: false };
        await pause(5);
      }
      times.push(performance.now() - start);
      return { person, ok: true };
    }),
  );
  const allBackMs = performance.now() - begin;
  for (const { person } of back) person.leave();
  return {
    clients: places.length,
    notBack: back.filter(({ ok }) => !ok).length,
    backP50Ms: quantile(times, 0.5),
    backP99Ms: quantile(times, 0.99),
    allBackMs,
  };
}
