import type { PortraitFacts } from './portraitFacts.ts';
import type { Figures } from './results.ts';
import type { Row } from './rows.ts';
import { mean, standardError } from './statistics.ts';

/** Standard errors that a mean paired difference must exceed to count. */
const SURE = 2;
/** Figures that belong to the whole set have no spread of their own: differences below this share are even. */
const NOTICEABLE = 0.03;

export interface Measured {
  readonly name: string;
  /** the portraits took the appearance of the true faces */
  readonly ownAppearance: boolean;
  readonly figures: Figures;
  readonly portraits: readonly PortraitFacts[];
}

/**
 * The better of two candidates on a row, or null where they are even: by the paired differences of the
 * portraits where the figure has one for each, else by the figure.
 */
export function winnerOf(row: Row, a: Measured, b: Measured): Measured | null {
  if (row.better === 'none') return null;
  const sign = row.better === 'more' ? 1 : -1;
  if (row.single) {
    const differences = pairedDifferences(row.single, a.portraits, b.portraits);
    const gain = sign * mean(differences);
    if (!(Math.abs(gain) > SURE * standardError(differences))) return null;
    return gain > 0 ? b : a;
  }
  const badness = ({ figures }: Measured) => {
    const value = figures[row.figure] ?? Number.NaN;
    return row.better === 'one' ? Math.abs(Math.log(value)) : -sign * value;
  };
  const [first, second] = [badness(a), badness(b)];
  const scale = row.better === 'one' ? 1 : Math.max(Math.abs(first), Math.abs(second));
  if (!(Math.abs(first - second) > NOTICEABLE * scale)) return null;
  return first < second ? a : b;
}

/** b − a of the portraits that both have. */
function pairedDifferences(
  single: NonNullable<Row['single']>,
  a: readonly PortraitFacts[],
  b: readonly PortraitFacts[],
): number[] {
  const before = new Map(a.map((facts) => [facts.id, single(facts)]));
  return b.flatMap((facts) => {
    const [old, now] = [before.get(facts.id), single(facts)];
    return old === null || old === undefined || now === null ? [] : [now - old];
  });
}

/** Rows won by each of two candidates. */
export function tally(rows: readonly Row[], a: Measured, b: Measured): { a: number; b: number } {
  const winners = rows.map((row) => winnerOf(row, a, b));
  return {
    a: winners.filter((winner) => winner === a).length,
    b: winners.filter((winner) => winner === b).length,
  };
}
