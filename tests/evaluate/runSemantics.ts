import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../models/index.ts';
import { chooseSome } from './chooseSome.ts';
import { readMasks } from './faceMasks.ts';
import type { EvaluateOptions } from './options.ts';
import { writeSemanticSheet } from './semanticSheet.ts';
import { drawLabelled, knownFaces, semanticFigures, semanticTable } from './semantics.ts';
import { isTrainersFormat, loadCandidates, trainersFaces } from './setUp.ts';
import type { Problem } from './subjects.ts';
import { trainedGlassesJudge } from './trainGlassesJudge.ts';

/** Whether portraits show what was drawn: writes `semantics.md`, `semantics.json` and a sheet. Returns what could not be used. */
export async function runSemantics(options: EvaluateOptions): Promise<readonly Problem[]> {
  const { faces = '', limit, seed, out, cache } = options;
  if (!isTrainersFormat(faces))
    throw new InputError(`semantics takes faces with masks, and ${faces} holds no faces.jsonl`);
  const [candidate] = await loadCandidates(options, false);
  const { subjects, problems } = await trainersFaces({ ...options, faces, limit: Number.POSITIVE_INFINITY });
  for (const { file, message } of problems) console.error(`${file} ${message}`);
  const wanted = new Set(subjects.map(({ id }) => id));
  const known = await knownFaces(
    subjects,
    await readMasks(faces, (id) => wanted.has(id)),
    options.weights[0],
  );
  const judge = await trainedGlassesJudge(faces, options.weights[0], cache);
  // Few faces wear glasses: all of them are drawn.
  const chosen = new Set(chooseSome(known, limit, seed));
  const drawn = known.filter((face) => face.wearsGlasses || chosen.has(face));
  const shown = await drawLabelled(candidate, options.weights[0], drawn, seed);
  await candidate.pipeline.dispose();
  await mkdir(out, { recursive: true });
  const sheet = path.join(out, 'semantics.png');
  await writeSemanticSheet(shown, sheet);
  const figures = semanticFigures(known, shown, judge);
  const report = `## Portraits of labelled drawings, ${candidate.name}\n\n${semanticTable(figures)}`;
  await writeFile(path.join(out, 'semantics.md'), `${report}\n`);
  await writeFile(path.join(out, 'semantics.json'), `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`${report}\n\nThe sheet is ${sheet}`);
  if (options.json) console.log(JSON.stringify({ name: 'semantics', figures }));
  return problems;
}
