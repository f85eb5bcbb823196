import { decodeStroke } from '../../shared/strokeCodec.ts';

/** How far back one person's strokes are taken. */
export const PERIODS = ['all', 'quarter', 'five'] as const;
export type Period = (typeof PERIODS)[number];

const PERIOD_MS: Record<Period, number> = {
  all: Number.POSITIVE_INFINITY,
  quarter: 15 * 60_000,
  five: 5 * 60_000,
};

/**
 * Ids of the strokes that a person began in a period. Their start is by the author's own clock: an owner sees the count
 * before anything happens.
 * @param now ms since the Unix epoch
 */
export function strokesToRollBack(
  strokes: Iterable<[string, Uint8Array]>,
  subject: string,
  period: Period,
  now: number,
): string[] {
  const since = now - PERIOD_MS[period];
  const ids: string[] = [];
  for (const [id, bytes] of strokes) {
    const { author, startedAt } = decodeStroke(bytes);
    if (author === subject && startedAt >= since) ids.push(id);
  }
  return ids;
}
