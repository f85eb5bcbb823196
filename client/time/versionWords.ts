import type { VersionHead, VersionPerson } from '../../shared/versions.ts';
import type { Catalogue } from '../text/en.ts';

/** People named in one line; more are counted. */
const NAMED = 2;

/** A version's name, else why it was kept. */
export function titleOf(head: VersionHead, text: Catalogue): string {
  return head.name ?? text.time.reasons[head.reason];
}

/** Time of day, with the day where that is not today. */
export function timeOf(at: number, language: string, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  const day = sameDay ? {} : ({ day: 'numeric', month: 'short' } as const);
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', ...day }).format(at);
}

/** Who asked for it and who drew since the version before. */
export function whoOf({ by, people }: VersionHead, text: Catalogue): string {
  const all = [...(by ? [by] : []), ...people.filter(({ subject }) => subject !== by?.subject)];
  const names = all.slice(0, NAMED).map(({ name }) => name);
  return all.length > NAMED ? text.time.andMore(names.join(', '), all.length - NAMED) : names.join(', ');
}

/** Everybody that the versions remember; the latest name and colour counts. */
export function peopleOfVersions(heads: Iterable<VersionHead>): Map<string, VersionPerson> {
  const people = new Map<string, VersionPerson>();
  for (const { by, people: changed } of heads) {
    for (const person of by ? [...changed, by] : changed) people.set(person.subject, person);
  }
  return people;
}
