import { FOUND } from '../judge/faceJudge.ts';
import { markdownTable, written } from './markdown.ts';
import type { PortraitFacts } from './portraitFacts.ts';
import { mean, share } from './statistics.ts';

/** Measures 1–3 by predicted sex, age band and skin tone; empty where no groups are known. */
export function groupTable(portraits: readonly PortraitFacts[]): string {
  const groups = new Map<string, PortraitFacts[]>();
  for (const facts of portraits) {
    for (const [kind, value] of Object.entries(facts.groups)) {
      const name = `${kind}: ${value}`;
      groups.set(name, [...(groups.get(name) ?? []), facts]);
    }
  }
  if (groups.size === 0) return '';
  const rows = [...groups].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return markdownTable(
    ['group', 'faces', 'found, %', 'landmark error', 'descriptor distance', 'truth among 50, %'],
    rows.map(([name, own]) => {
      const errors = own.flatMap(({ landmarkError }) => (landmarkError ? [landmarkError.whole] : []));
      const distances = own.flatMap(({ distance }) => distance ?? []);
      const ranks = own.flatMap(({ rank }) => rank ?? []);
      return [
        name,
        String(own.length),
        written(100 * share(own, ({ score }) => score >= FOUND), 1),
        written(mean(errors), 4),
        written(mean(distances), 3),
        written(100 * share(ranks, (rank) => rank <= 50), 1),
      ];
    }),
  );
}
