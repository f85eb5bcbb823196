import type { SeenPicture } from '../../shared/sessionLog.ts';

/** Pictures of a room of which it is remembered who has seen them. */
const REMEMBERED_PICTURES = 32;

/** What was looked at, as a line of a log says it. */
interface Look {
  picture: SeenPicture;
  version: number;
  digest: string;
}

/** Who has seen which picture, as the log says: one look of many fills no log. */
export class Looks {
  readonly #seen = new Map<string, Set<string>>();

  /** Those for whom it is the first look. */
  fresh(look: Look, seenBy: readonly string[]): string[] {
    const known = this.#seen.get(keyOf(look));
    return seenBy.filter((subject) => !known?.has(subject));
  }

  /** A line stands in the log. */
  seen(look: Look, seenBy: readonly string[]): void {
    const key = keyOf(look);
    const known = this.#seen.get(key) ?? new Set();
    // The latest last.
    this.#seen.delete(key);
    this.#seen.set(key, new Set([...known, ...seenBy]));
    for (const old of this.#seen.keys()) if (this.#seen.size > REMEMBERED_PICTURES) this.#seen.delete(old);
  }
}

const keyOf = ({ picture, version, digest }: Look) => `${picture} ${version} ${digest}`;
