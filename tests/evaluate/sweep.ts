import type { CachedJudge } from './cachedJudge.ts';
import type { Candidate } from './candidate.ts';
import type { Measured } from './comparison.ts';
import { type Degradation, degrade } from './degrade.ts';
import type { Gallery } from './gallery.ts';
import { markdownTable, written } from './markdown.ts';
import { measure } from './measure.ts';
import { seedFor } from './seedFor.ts';
import type { Subject } from './subjects.ts';
import { targetsDegraded } from './targets.ts';
import type { Truth } from './truth.ts';

/** The same drawings by ever less sure hands; the last is what the targets ask for, both at once. */
const CONDITIONS: readonly Degradation[] = [
  { deformation: 0, missing: 0 },
  { deformation: 4, missing: 0 },
  { deformation: 8, missing: 0 },
  { deformation: 12, missing: 0 },
  { deformation: 0, missing: 0.1 },
  { deformation: 0, missing: 0.3 },
  { deformation: 0, missing: 0.5 },
  { deformation: 12, missing: 0.5 },
];

const COLUMNS = [
  ['faceFound', 'found, %', 1],
  ['landmark.whole', 'landmark error', 4],
  ['descriptorDistance', 'distance', 3],
  ['rank50', 'truth among 50, %', 1],
  ['frechet', 'Fréchet', 3],
  ['sharpness', 'sharpness', 2],
  ['chamfer', 'chamfer, px', 1],
] as const;

/** Measures a candidate under every condition. The first is the clean drawings. */
export async function sweep(
  candidate: Candidate,
  subjects: readonly Subject[],
  truths: ReadonlyMap<string, Truth>,
  judge: CachedJudge,
  gallery: Gallery,
  seed: number,
): Promise<Measured[]> {
  const own = new Map([...truths].filter(([id]) => subjects.some((subject) => subject.id === id)));
  const results: Measured[] = [];
  for (const condition of CONDITIONS) {
    const degraded = subjects.map((subject) => ({
      ...subject,
      strokes: degrade(subject.strokes, condition, seedFor(seed, subject.id)),
    }));
    const named = { ...candidate, name: nameOf(condition) };
    results.push(await measure(named, degraded, own, judge, gallery, seed, null));
  }
  return results;
}

/** @param results of `sweep`, the clean drawings first */
export function sweepTable(results: readonly Measured[]): string {
  const clean = results[0]?.figures ?? {};
  const targets = targetsDegraded(clean);
  return markdownTable(
    ['drawings', ...COLUMNS.map(([, label]) => label), 'target', 'reached'],
    results.map(({ name, figures }, i) => [
      name,
      ...COLUMNS.map(([figure, , digits]) => written(figures[figure], digits)),
      i === 0 ? '' : `found ${targets.faceFound?.text}, error ${targets['landmark.whole']?.text}`,
      i === 0
        ? ''
        : Object.entries(targets)
            .map(([figure, target]) => (target.reached(figures[figure] ?? Number.NaN) ? 'yes' : 'no'))
            .join(' / '),
    ]),
  );
}

function nameOf({ deformation, missing }: Degradation): string {
  const parts = [
    ...(deformation > 0 ? [`±${deformation} px`] : []),
    ...(missing > 0 ? [`${100 * missing} % missing`] : []),
  ];
  return parts.join(', ') || 'clean';
}
