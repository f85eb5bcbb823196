import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { contactSheet } from './contactSheet.ts';
import { reportDrawings } from './drawingsReport.ts';
import { FOUND, loadFaceJudge } from './faceJudge.ts';

const USAGE = `usage: npm run judge -- PICTURE|DIR… [--beside DIR] [--sheet OUT.png] [--columns 8] [--json]
       npm run judge -- --drawings DIR [--moved SEED] [--every N] [--sheet OUT.png] [--json]
Scores every picture with a face detector: found means a score of at least ${FOUND}.
--beside DIR   with --sheet: pictures of the same base name stand above the judged ones
--drawings DIR draws a portrait of every drawing first; ID-photo.* beside ID-sketch.* is the person to be found
--moved SEED   scales, tilts and moves each drawing by chance before it is imported
--every N      takes every N-th drawing only`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    beside: { type: 'string' },
    sheet: { type: 'string' },
    columns: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
    drawings: { type: 'string' },
    moved: { type: 'string' },
    every: { type: 'string', default: '1' },
  },
});
if (values.drawings) {
  const moved = values.moved === undefined ? undefined : Number(values.moved);
  await reportDrawings(values.drawings, {
    moved,
    every: Number(values.every),
    sheet: values.sheet,
    json: values.json,
  });
  process.exit(0);
}
if (positionals.length === 0) {
  console.error(USAGE);
  process.exit(2);
}

const files = (await Promise.all(positionals.map(picturesOf))).flat();
const judge = await loadFaceJudge();
const results: { file: string; score: number }[] = [];
for (const [i, file] of files.entries()) {
  const { score } = await judge.judge(await readFile(file)).catch((error: Error) => {
    console.error(`${file}: ${error.message}`);
    return { score: 0 };
  });
  results.push({ file, score });
  if (process.stderr.isTTY) process.stderr.write(`\r${i + 1}/${files.length}`);
}
if (process.stderr.isTTY) process.stderr.write('\n');

const found = results.filter(({ score }) => score >= FOUND).length;
const mean = results.reduce((sum, { score }) => sum + score, 0) / Math.max(1, results.length);
const figures = {
  pictures: results.length,
  found,
  foundPercent: Math.round((1000 * found) / Math.max(1, results.length)) / 10,
  meanScore: Math.round(mean * 1000) / 1000,
};
for (const { file, score } of [...results].sort((a, b) => a.score - b.score).slice(0, 20)) {
  console.log(`${score.toFixed(3)}  ${path.basename(file)}`);
}
console.log(
  `${found} of ${results.length} faces found (${figures.foundPercent} %), mean score ${figures.meanScore}`,
);
if (values.sheet) await contactSheet(files, values.beside, Number(values.columns), values.sheet);
if (values.json) console.log(JSON.stringify({ name: 'judge', figures }));

async function picturesOf(given: string): Promise<string[]> {
  if (!(await stat(given)).isDirectory()) return [given];
  const names = (await readdir(given)).filter((name) => /\.(png|jpe?g|webp)$/i.test(name)).sort();
  return names.map((name) => path.join(given, name));
}
