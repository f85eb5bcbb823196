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
export const CONDITIONS: readonly Degradation[] = [
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
  ['chamferMeant', '… to the lines meant', 1],
] as const;

/** What a candidate made of every condition. */
export interface Swept {
  readonly name: string;
  /** a condition of `CONDITIONS` each, the clean drawings first */
  readonly results: readonly Measured[];
  /** by face, a condition each: the portraits of those who are shown */
  readonly portraits: ReadonlyMap<string, readonly (Uint8Array | undefined)[]>;
}

/** A drawing as the unsure hand of a condition leaves it; it remembers the lines that were meant. */
export function unsurely(subject: Subject, condition: Degradation, seed: number): Subject {
  const strokes = degrade(subject.strokes, condition, seedFor(seed, subject.id));
  return { ...subject, strokes, meant: subject.strokes };
}

/** Measures a candidate under every condition. @param shown ids of the faces whose portraits are kept */
export async function sweep(
  candidate: Candidate,
  subjects: readonly Subject[],
  truths: ReadonlyMap<string, Truth>,
  judge: CachedJudge,
  gallery: Gallery,
  seed: number,
  shown: ReadonlySet<string>,
): Promise<Swept> {
  const own = new Map([...truths].filter(([id]) => subjects.some((subject) => subject.id === id)));
  const results: Measured[] = [];
  const portraits = new Map([...shown].map((id) => [id, [] as (Uint8Array | undefined)[]]));
  for (const [i, condition] of CONDITIONS.entries()) {
    const degraded = subjects.map((subject) => unsurely(subject, condition, seed));
    const named = { ...candidate, name: nameOf(condition) };
    const keep = (id: string, portrait: Uint8Array) => {
      const row = portraits.get(id);
      if (row) row[i] = portrait;
    };
    results.push(await measure(named, degraded, own, judge, gallery, seed, keep));
  }
  return { name: candidate.name, results, portraits };
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

export function nameOf({ deformation, missing }: Degradation): string {
  const parts = [
    ...(deformation > 0 ? [`±${deformation} px`] : []),
    ...(missing > 0 ? [`${100 * missing} % missing`] : []),
  ];
  return parts.join(', ') || 'clean';
}
