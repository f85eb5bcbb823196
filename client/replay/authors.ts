import type { VersionHead } from '../../shared/versions.ts';
import type { PersonInRoom } from '../connection/people.ts';
import { INK } from '../picture/paintStrokes.ts';
import type { SeenStroke } from '../picture/seenStrokes.ts';
import { peopleOfVersions } from '../time/versionWords.ts';

export interface Author {
  subject: string;
  /** null: left before a version remembered them */
  name: string | null;
  colour: string;
  strokes: number;
}

/** Who drew these strokes, most of them first: named by who is here, else by who the versions remember. */
export function authorsOf(
  strokes: Iterable<SeenStroke>,
  here: readonly Pick<PersonInRoom, 'subject' | 'name' | 'colour'>[],
  heads: Iterable<VersionHead>,
): Author[] {
  const remembered = peopleOfVersions(heads);
  const authors = new Map<string, Author>();
  for (const { author: subject } of strokes) {
    const known = here.find((person) => person.subject === subject) ?? remembered.get(subject);
    const author = authors.get(subject) ?? {
      subject,
      name: known?.name ?? null,
      colour: known?.colour ?? INK,
      strokes: 0,
    };
    author.strokes++;
    authors.set(subject, author);
  }
  return [...authors.values()].sort((a, b) => b.strokes - a.strokes);
}
