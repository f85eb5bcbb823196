import { type Measured, winnerOf } from './comparison.ts';
import { markdownTable, written } from './markdown.ts';
import { landmarkFigure } from './results.ts';
import { ROWS, type Row } from './rows.ts';
import { CONDITIONS, type Swept } from './sweep.ts';

/** px: a hand that deforms lines so far, or farther, is unsure; that is where robustness is asked for */
const UNSURE = 8;

/** What robustness to rough strokes is measured by. */
const MEASURES: readonly Row[] = [
  'faceFound',
  landmarkFigure('whole'),
  'descriptorDistance',
  'frechet',
  'chamfer',
  'chamferMeant',
].map((name) => ROWS.find(({ figure }) => figure === name) as Row);

const AHEAD = '▲';
const BEHIND = '▼';

/** Who is ahead of the direct network: every measure under every condition that deforms by 8 px or more. */
export function aheadTable(ours: readonly Swept[], baseline: Swept): string {
  const rows: string[][] = [];
  for (const [i, { deformation }] of CONDITIONS.entries()) {
    const theirs = baseline.results[i];
    if (deformation < UNSURE || !theirs) continue;
    for (const row of MEASURES) {
      rows.push([
        theirs.name,
        row.label,
        ...ours.map(({ results }) => marked(row, results[i] as Measured, theirs)),
        written(theirs.figures[row.figure], row.digits),
      ]);
    }
  }
  const table = markdownTable(['drawings', 'measure', ...ours.map(({ name }) => name), baseline.name], rows);
  const verdicts = ours.map((one, column) => verdict(one.name, rows, column + 2));
  return `${table}\n\n${verdicts.join('\n')}\n\n${AHEAD} surely ahead of the direct network, ${BEHIND} surely behind it; without a mark: even.`;
}

function marked(row: Row, mine: Measured, theirs: Measured): string {
  const figure = written(mine.figures[row.figure], row.digits);
  const winner = winnerOf(row, mine, theirs);
  return winner === null ? figure : `${figure} ${winner === mine ? AHEAD : BEHIND}`;
}

function verdict(name: string, rows: readonly (readonly string[])[], column: number): string {
  const withMark = (mark: string) => rows.filter((row) => row[column]?.endsWith(mark));
  const [ahead, behind] = [withMark(AHEAD).length, withMark(BEHIND).map(([at, label]) => `${label} (${at})`)];
  const even = rows.length - ahead - behind.length;
  const where = behind.length > 0 ? `: ${behind.join('; ')}` : '';
  return `- **${name}**: ahead on ${ahead} of ${rows.length}, even on ${even}, behind on ${behind.length}${where}.`;
}
