import type { PersonInRoom } from '../connection/people.ts';

export interface Comings {
  came: string[];
  gone: string[];
}

type Known = ReadonlyMap<string, string>;

/** Names by subject, without oneself. */
export function othersOf(people: readonly PersonInRoom[]): Known {
  return new Map(people.filter(({ self }) => !self).map(({ subject, name }) => [subject, name]));
}

/** Who came and who went between two looks at the room. */
export function comingsOf(before: Known, now: Known): Comings {
  const missingIn = (from: Known, other: Known) =>
    [...from].filter(([subject]) => !other.has(subject)).map(([, name]) => name);
  return { came: missingIn(now, before), gone: missingIn(before, now) };
}
