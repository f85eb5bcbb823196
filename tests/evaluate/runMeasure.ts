import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { aheadTable } from './ahead.ts';
import { chooseSome } from './chooseSome.ts';
import type { Measured } from './comparison.ts';
import { writeContactSheet } from './contactSheet.ts';
import { type Cost, costOf, costTable } from './cost.ts';
import { isClean, readFaceRecords, splitOf } from './faceRecords.ts';
import { frechetReference } from './frechetReference.ts';
import { type Gallery, readGallery } from './gallery.ts';
import { groupTable } from './groupTable.ts';
import { measure, truthsOf, withTruths } from './measure.ts';
import type { EvaluateOptions } from './options.ts';
import { comparisonTable, measuresTable } from './report.ts';
import { type Figures, photoFigures } from './results.ts';
import { BASELINE, loadCandidates, loadSubjects, openJudge } from './setUp.ts';
import type { Problem } from './subjects.ts';
import { type Swept, sweep, sweepTable } from './sweep.ts';
import { SHOWN, writeSweepSheet } from './sweepSheet.ts';
import { TARGETS_ON_SKETCHES, targetsOn } from './targets.ts';

/** Measures 1–8: writes `report.md`, `figures.json` and a sheet a candidate. Returns what could not be used. */
export async function runMeasure(options: EvaluateOptions): Promise<readonly Problem[]> {
  const { seed, out } = options;
  const costs: Cost[] = [];
  for (const weights of options.weights) costs.push(await costOf(weights, options.engine));
  const judge = await openJudge(options);
  const candidates = await loadCandidates(options, !options.sketchAlone);
  const {
    subjects,
    problems,
    gallery: photographed,
  } = await loadSubjects(options, judge, candidates[0].pipeline);
  await mkdir(out, { recursive: true });

  const truths = await truthsOf(subjects, judge);
  // Sketches are looked up among the photos beside them.
  const given = photographed ?? (await readGallery(options.gallery));
  const gallery = withTruths(given, truths);
  const reference = await referenceOf(options, given, [...truths.keys()]);
  const photos: Figures = { ...photoFigures(truths), frechet: reference };
  const measured: Measured[] = [];
  for (const candidate of candidates) {
    const folder = path.join(out, 'portraits', candidate.name.replaceAll(/[^\w.=-]+/g, '-'));
    await mkdir(folder, { recursive: true });
    const keep = (id: string, portrait: Uint8Array) => writeFile(path.join(folder, `${id}.png`), portrait);
    measured.push(await measure(candidate, subjects, truths, judge, gallery, seed, keep));
    await writeContactSheet(subjects, folder, `${folder}.png`);
  }
  const drawn = subjects.filter(({ refused }) => !refused);
  const some = chooseSome(drawn, options.sweep, seed);
  const shown = some.slice(0, SHOWN);
  const shownIds = new Set(shown.map(({ id }) => id));
  const swept: Swept[] = [];
  for (const candidate of some.length > 0 ? candidates : []) {
    swept.push(await sweep(candidate, some, truths, judge, gallery, seed, shownIds));
  }
  if (swept.length > 0) await writeSweepSheet(shown, swept, seed, path.join(out, 'sweep.png'));
  for (const { pipeline } of candidates) await pipeline.dispose();

  const [first] = measured as [Measured, ...Measured[]];
  const targetsOf = ({ ownAppearance }: Measured) => {
    if (!options.faces) return truths.size > 0 && !ownAppearance ? TARGETS_ON_SKETCHES : {};
    return options.kind === 'clean' ? targetsOn(photos, ownAppearance) : {};
  };
  const sections: [string, string][] = [
    ['Portraits against true faces', measuresTable(photos, measured, targetsOf)],
    ['Cost', costTable(costs)],
  ];
  for (const own of [false, true]) {
    const [a, b, ...others] = measured.filter(({ ownAppearance }) => ownAppearance === own);
    if (!a || !b || others.length > 0) continue;
    sections.push([own ? 'Side by side, own appearance' : 'Side by side', comparisonTable(a, b)]);
  }
  const groups = groupTable(first.portraits);
  if (groups) sections.push([`By group, ${first.name}`, groups]);
  for (const { name, results } of swept) {
    sections.push([`Unsure hands, ${name}, ${some.length} drawings`, sweepTable(results)]);
  }
  const [baseline, ...ours] = swept.toReversed();
  if (baseline?.name === BASELINE) {
    sections.push([`Unsure hands against a direct network`, aheadTable(ours.toReversed(), baseline)]);
  }
  const about =
    `${subjects.length} drawings (${describe(options)}), ${truths.size} with a true face; gallery of ` +
    `${gallery.size} faces; seed ${seed}.`;
  const report = [about, ...sections.map(([title, table]) => `## ${title}\n\n${table}`)].join('\n\n');
  const figures = {
    photos,
    candidates: figuresByName(measured),
    costs: Object.fromEntries(costs.map(({ name, ...cost }) => [name, cost])),
    sweep: Object.fromEntries(swept.map(({ name, results }) => [name, figuresByName(results)])),
  };
  await writeFile(path.join(out, 'report.md'), `${report}\n`);
  await writeFile(path.join(out, 'figures.json'), `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`${report}\n\nSheets and figures are in ${out}`);
  if (options.json) console.log(JSON.stringify({ name: 'evaluate', figures }));
  return problems;
}

function describe({ faces, split, kind }: EvaluateOptions): string {
  return faces ? `${split} split, ${kind}` : "people's sketches";
}

function figuresByName(measured: readonly Measured[]): Record<string, Figures> {
  return Object.fromEntries(measured.map(({ name, figures }) => [name, figures]));
}

/** The Fréchet distance of other photos: test photos against random training photos of the gallery. */
async function referenceOf(
  { faces, seed }: EvaluateOptions,
  gallery: Gallery,
  ids: readonly string[],
): Promise<number> {
  if (!faces || gallery.size === 0) return Number.NaN;
  const clean = (await readFaceRecords(faces)).filter(isClean).map(({ id }) => id);
  const training = clean.filter((id) => splitOf(id) === 'training');
  const descriptorsOf = (wanted: readonly string[]) => wanted.flatMap((id) => gallery.get(id) ?? []);
  return frechetReference(descriptorsOf(ids), descriptorsOf(training), seed);
}
