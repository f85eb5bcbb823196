import { seededRandom } from '../../models/random.ts';

/** At most `limit` of the items, drawn by the seed, in their old order. */
export function chooseSome<T>(items: readonly T[], limit: number, seed: number): T[] {
  if (limit >= items.length) return [...items];
  const random = seededRandom(seed);
  const lots = items.map((item, i) => ({ item, i, lot: random() }));
  return lots
    .sort((a, b) => a.lot - b.lot)
    .slice(0, limit)
    .sort((a, b) => a.i - b.i)
    .map(({ item }) => item);
}
