import { PART_IDS, type PartId } from './parts.ts';

/** Who draws which part, by lot: the same seed and people give the same answer, whoever works it out. */
export function partsByLot(people: readonly string[], seed: number): Map<PartId, string> {
  const drawn = shuffled([...people].sort(), seed);
  const lots = new Map<PartId, string>();
  PART_IDS.forEach((part, i) => {
    const subject = drawn[i % drawn.length];
    if (subject !== undefined) lots.set(part, subject);
  });
  return lots;
}

/** Fisher and Yates with a generator of 32 bits (mulberry32). */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0;
  for (let i = result.length - 1; i > 0; i--) {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    const j = ((t ^ (t >>> 14)) >>> 0) % (i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
