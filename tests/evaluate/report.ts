import { type Measured, tally, winnerOf } from './comparison.ts';
import { markdownTable, written } from './markdown.ts';
import type { Figures } from './results.ts';
import { ROWS } from './rows.ts';
import type { Target } from './targets.ts';

/** The main table: photos, every candidate, the target and whether it was reached. */
export function measuresTable(
  photos: Figures,
  candidates: readonly Measured[],
  targetsOf: (measured: Measured) => Readonly<Record<string, Target>>,
): string {
  const rows = ROWS.filter(({ figure }) =>
    candidates.some(({ figures }) => Number.isFinite(figures[figure])),
  );
  return markdownTable(
    ['measure', 'photos', ...candidates.map(({ name }) => name), 'target', 'reached'],
    rows.map(({ figure, label, digits }) => {
      const targets = candidates.map((candidate) => targetsOf(candidate)[figure]);
      const reached = candidates.map(({ figures }, i) => {
        const target = targets[i];
        if (!target) return '–';
        return target.reached(figures[figure] ?? Number.NaN) ? 'yes' : 'no';
      });
      return [
        label,
        written(photos[figure], digits),
        ...candidates.map(({ figures }) => written(figures[figure], digits)),
        targets.find((target) => target)?.text ?? '',
        targets.some((target) => target) ? reached.join(' / ') : '',
      ];
    }),
  );
}

/** Two candidates side by side: who wins each row, and overall. */
export function comparisonTable(a: Measured, b: Measured): string {
  const rows = ROWS.filter(
    ({ better, figure }) => better !== 'none' && Number.isFinite(a.figures[figure] ?? Number.NaN),
  );
  const table = markdownTable(
    ['measure', a.name, b.name, 'better'],
    rows.map((row) => [
      row.label,
      written(a.figures[row.figure], row.digits),
      written(b.figures[row.figure], row.digits),
      winnerOf(row, a, b)?.name ?? 'even',
    ]),
  );
  const won = tally(rows, a, b);
  const better = won.a === won.b ? 'Neither is better' : `${won.a > won.b ? a.name : b.name} is better`;
  const even = rows.length - won.a - won.b;
  return `${table}\n\n**${better}**: ${a.name} wins ${won.a} rows, ${b.name} ${won.b}, ${even} are even.`;
}
