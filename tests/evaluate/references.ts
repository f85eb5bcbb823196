import { InputError, ReferenceReader } from '../../models/index.ts';
import { COLOURED, type Coloured } from '../../shared/appearance.ts';
import type { CachedJudge } from './cachedJudge.ts';
import { type Candidate, settingsOf } from './candidate.ts';
import { type ClassColours, classColours, colourDistance } from './classColours.ts';
import { landmarkError } from './landmarks.ts';
import { markdownTable, written } from './markdown.ts';
import { Progress } from './progress.ts';
import { drawingPicture, writeSheet } from './sheets.ts';
import { mean } from './statistics.ts';
import { steadyLandmarks } from './steadyLandmarks.ts';
import type { Problem, Subject } from './subjects.ts';
import { tinted } from './tint.ts';

/** Photos of other faces that each drawing wears in turn. */
const REFERENCES = 4;
/** Drawings on the sheet. */
const SHEET_ROWS = 12;
/** px */
const TILE = 160;

/** One drawing under several references. */
export interface Worn {
  readonly id: string;
  /** landmarks of one portrait against another's, in distances between the eyes, a pair each */
  readonly shifts: readonly number[];
  /** the same between a portrait and itself in another's colours: what the judge makes of colour alone */
  readonly tints: readonly number[];
  /** ΔE of a portrait's class to the same in its own reference */
  readonly own: Readonly<Record<Coloured, readonly number[]>>;
  /** … and to the same in the others' */
  readonly others: Readonly<Record<Coloured, readonly number[]>>;
}

/** Draws every subject with the looks of some of the others, and writes the sheet of it. */
export async function wearReferences(
  candidate: Candidate,
  weightsDir: string | undefined,
  subjects: readonly Subject[],
  judge: CachedJudge,
  seed: number,
  file: string,
): Promise<{ worn: Worn[]; problems: Problem[] }> {
  const reader = await ReferenceReader.load({ weightsDir });
  const withPhotos = subjects.flatMap((subject) =>
    subject.photo ? [{ ...subject, photo: subject.photo }] : [],
  );
  if (withPhotos.length <= REFERENCES) throw new InputError(`references take more than ${REFERENCES} faces`);
  const progress = new Progress('references', withPhotos.length);
  const problems: Problem[] = [];
  const worn: Worn[] = [];
  const rows: (Uint8Array | null)[][] = [];
  for (const [i, subject] of withPhotos.entries()) {
    const references = withPhotos
      .slice(i + 1)
      .concat(withPhotos.slice(0, i))
      .slice(0, REFERENCES);
    const seen: Seen[] = [];
    for (const { id, photo } of references) {
      try {
        const code = await reader.read(photo, 'picture');
        const settings = settingsOf(candidate, subject.id, seed, code);
        const drawing = { strokes: subject.strokes };
        const { image } = await candidate.pipeline.render({ drawing, settings, size: 512, format: 'png' });
        seen.push({
          photo,
          portrait: image,
          landmarks: await steadyLandmarks(image, judge),
          colours: await classColours(image, reader),
          wanted: await classColours(photo, reader),
        });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push({ file: id, message: error.message });
      }
    }
    worn.push({ id: subject.id, ...compared(seen), tints: await tintShifts(seen, judge) });
    if (rows.length < SHEET_ROWS) {
      rows.push([await drawingPicture(subject.strokes), ...seen.flatMap((one) => [one.photo, one.portrait])]);
    }
    progress.step();
  }
  await writeSheet(rows, TILE, file);
  await reader.dispose();
  return { worn, problems };
}

interface Seen {
  readonly photo: Uint8Array;
  readonly portrait: Uint8Array;
  readonly landmarks: Parameters<typeof landmarkError>[0] | null;
  readonly colours: ClassColours;
  /** the reference's */
  readonly wanted: ClassColours;
}

/** How far the judge's landmarks move when each portrait takes the next one's colours and nothing else. */
async function tintShifts(seen: readonly Seen[], judge: CachedJudge): Promise<number[]> {
  const shifts: number[] = [];
  for (const [i, one] of seen.entries()) {
    const next = seen[(i + 1) % seen.length] as Seen;
    const landmarks = await steadyLandmarks(await tinted(one.portrait, next.portrait), judge);
    if (landmarks && one.landmarks) shifts.push(landmarkError(landmarks, one.landmarks).whole);
  }
  return shifts;
}

/** What the portraits of one drawing under several references say. */
export function compared(seen: readonly Omit<Seen, 'photo' | 'portrait'>[]): Omit<Worn, 'id' | 'tints'> {
  const shifts: number[] = [];
  const [own, others] = [noDistances(), noDistances()];
  for (const [i, one] of seen.entries()) {
    for (const [j, other] of seen.entries()) {
      if (j > i && one.landmarks && other.landmarks) {
        shifts.push(landmarkError(other.landmarks, one.landmarks).whole);
      }
      for (const name of COLOURED) {
        const [drawn, wanted] = [one.colours[name], other.wanted[name]];
        if (drawn && wanted) (i === j ? own : others)[name].push(colourDistance(drawn, wanted));
      }
    }
  }
  return { shifts, own, others };
}

const noDistances = (): Record<Coloured, number[]> => ({ skin: [], hair: [], lips: [] });

export function referenceFigures(worn: readonly Worn[]): Record<string, number> {
  const figures: Record<string, number> = {
    drawings: worn.length,
    shift: mean(worn.flatMap(({ shifts }) => shifts)),
    tint: mean(worn.flatMap(({ tints }) => tints)),
  };
  for (const name of COLOURED) {
    figures[`${name}Own`] = mean(worn.flatMap(({ own }) => own[name]));
    figures[`${name}Other`] = mean(worn.flatMap(({ others }) => others[name]));
    figures[`${name}Ratio`] = (figures[`${name}Own`] as number) / (figures[`${name}Other`] as number);
  }
  return figures;
}

export function referenceTable(figures: Readonly<Record<string, number>>): string {
  return markdownTable(
    ['measure', 'figure', 'target'],
    [
      ['drawings, each with four references', written(figures.drawings, 0), ''],
      [
        'landmarks moved between references, distances between the eyes',
        written(figures.shift, 3),
        '≤ 0.010',
      ],
      [
        'the same where a portrait takes another’s colours alone: the judge’s own',
        written(figures.tint, 3),
        '',
      ],
      ...COLOURED.map((name) => [
        `${name}: ΔE to the own reference · to another · share`,
        `${written(figures[`${name}Own`], 1)} · ${written(figures[`${name}Other`], 1)} · ${written(figures[`${name}Ratio`], 2)}`,
        '≤ 0.50',
      ]),
    ],
  );
}
