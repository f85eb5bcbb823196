import { InputError, ReferenceReader } from '../../models/index.ts';
import { labelsByKey, type StrokeLabels } from '../../shared/semantics/labels.ts';
import { STROKE_CLASSES, type StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { type Candidate, settingsOf } from './candidate.ts';
import { ClassOverlap } from './classOverlap.ts';
import type { GlassesJudge } from './glassesJudge.ts';
import { markdownTable, written } from './markdown.ts';
import { type ParsedFace, parsedFace } from './parsedFace.ts';
import { Progress } from './progress.ts';
import { mean, share } from './statistics.ts';
import type { Subject } from './subjects.ts';
import { wearsGlasses } from './wearsGlasses.ts';

/** A face with what is known of it: the given mask, what the parser sees in the photo. */
export interface KnownFace extends Subject {
  readonly photo: Uint8Array;
  /** class numbers [128 × 128] */
  readonly mask: Uint8Array;
  readonly parsedPhoto: ParsedFace;
  /** null: the mask does not tell */
  readonly wearsGlasses: boolean | null;
}

/** A drawing with the portrait of it. */
export interface ShownDrawing {
  readonly strokes: Subject['strokes'];
  readonly portrait: Uint8Array;
  readonly parsed: ParsedFace;
  /** strokes of it are labelled glasses */
  readonly drawsGlasses: boolean;
}

export interface ShownFace {
  readonly face: KnownFace;
  readonly own: ShownDrawing;
  /** a bare face's drawing with somebody's glasses added */
  readonly withGlasses: ShownDrawing | null;
}

/** Joins drawings with photos to their masks. Faces that have no mask are left out. */
export async function knownFaces(
  subjects: readonly Subject[],
  masks: ReadonlyMap<string, Uint8Array>,
  weightsDir: string | undefined,
): Promise<KnownFace[]> {
  const parser = await ReferenceReader.load({ weightsDir });
  const progress = new Progress('photos', subjects.length);
  const faces: KnownFace[] = [];
  for (const subject of subjects) {
    progress.step();
    const { id, photo } = subject;
    const mask = masks.get(id);
    if (!photo || !mask) continue;
    const parsedPhoto = await parsedFace(photo, parser);
    faces.push({ ...subject, photo, mask, parsedPhoto, wearsGlasses: wearsGlasses(mask) });
  }
  await parser.dispose();
  return faces;
}

/** Draws faces by what the weights' interpreter says of their strokes, and bare ones again with other people's glasses. */
export async function drawLabelled(
  candidate: Candidate,
  weightsDir: string | undefined,
  faces: readonly KnownFace[],
  seed: number,
): Promise<ShownFace[]> {
  const interpreter = await candidate.pipeline.interpreter();
  if (!interpreter) throw new InputError(`the weights ${candidate.name} do not say what strokes show`);
  const parser = await ReferenceReader.load({ weightsDir });
  const labelled = new Map<KnownFace, StrokeLabels>();
  for (const face of faces) {
    labelled.set(face, labelsByKey(face.strokes, await interpreter.interpret(face.strokes)));
  }
  const shown = async (
    id: string,
    strokes: Subject['strokes'],
    labels: StrokeLabels,
  ): Promise<ShownDrawing> => {
    const { image } = await candidate.pipeline.render({
      drawing: { strokes, labels },
      settings: settingsOf(candidate, id, seed),
      size: 512,
      format: 'png',
    });
    const drawsGlasses = [...labels.values()].includes('glasses');
    return { strokes, portrait: image, parsed: await parsedFace(image, parser), drawsGlasses };
  };
  const glasses = faces
    .filter(({ wearsGlasses }) => wearsGlasses)
    .map((face) => glassesOf(face, labelled.get(face)));
  const donors = glasses.filter(({ length }) => length > 0);
  const progress = new Progress('semantics', faces.length);
  const all: ShownFace[] = [];
  let bare = 0;
  for (const face of faces) {
    const labels = labelled.get(face) ?? new Map();
    const own = await shown(face.id, face.strokes, labels);
    const donor =
      face.wearsGlasses === false && !own.drawsGlasses ? donors[bare++ % donors.length] : undefined;
    const added = donor && new Map([...labels, ...donor.map(({ key }) => [key, 'glasses'] as const)]);
    all.push({
      face,
      own,
      withGlasses: donor && added ? await shown(face.id, [...face.strokes, ...donor], added) : null,
    });
    progress.step();
  }
  await parser.dispose();
  return all;
}

/** The strokes of somebody's glasses, under keys that no other drawing has. */
function glassesOf({ id, strokes }: KnownFace, labels: StrokeLabels = new Map()): Subject['strokes'] {
  return strokes
    .filter(({ key }) => labels.get(key) === 'glasses')
    .map(({ key, points }) => ({ key: `${id}-${key}`, points }));
}

export interface SemanticFigures {
  readonly faces: number;
  /** how wrong the judge is on the split's photos: share of the worn glasses that it misses, of the bare faces that wear some to it */
  readonly judge: { readonly missed: number; readonly invented: number };
  /** intersection over union with the given masks, by class: of portraits, and of the photos themselves */
  readonly portraits: Readonly<Record<StrokeClass, number>>;
  readonly photos: Readonly<Record<StrokeClass, number>>;
  /** drawings of each kind, and the share of their portraits that shows glasses */
  readonly glasses: Readonly<Record<GlassesKind, { readonly drawings: number; readonly shown: number }>>;
}

const GLASSES_KINDS = ['drawn', 'undrawn', 'added'] as const;
type GlassesKind = (typeof GLASSES_KINDS)[number];

type Parsed = Pick<KnownFace, 'parsedPhoto' | 'wearsGlasses'>;

/** @param known all faces of the split, whose photos tell how good the judge is @param judge null: nobody can tell */
export function semanticFigures(
  known: readonly Parsed[],
  shown: readonly {
    readonly face: Parsed & Pick<KnownFace, 'mask'>;
    readonly own: Pick<ShownDrawing, 'parsed' | 'drawsGlasses'>;
    readonly withGlasses: Pick<ShownDrawing, 'parsed'> | null;
  }[],
  judge: Pick<GlassesJudge, 'shows'> | null,
): SemanticFigures {
  const shows = ({ signs }: ParsedFace) => judge?.shows(signs) ?? false;
  const shareOf = (faces: readonly ParsedFace[]) => (judge ? share(faces, shows) : Number.NaN);
  const photosOf = (worn: boolean) =>
    known.filter((one) => one.wearsGlasses === worn).map(({ parsedPhoto }) => parsedPhoto);
  const [portraits, photos] = [new ClassOverlap(), new ClassOverlap()];
  const parsed: Record<GlassesKind, ParsedFace[]> = { drawn: [], undrawn: [], added: [] };
  for (const { face, own, withGlasses } of shown) {
    portraits.add(own.parsed.classes, face.mask);
    photos.add(face.parsedPhoto.classes, face.mask);
    if (face.wearsGlasses && own.drawsGlasses) parsed.drawn.push(own.parsed);
    if (face.wearsGlasses === false && !own.drawsGlasses) parsed.undrawn.push(own.parsed);
    if (withGlasses) parsed.added.push(withGlasses.parsed);
  }
  return {
    faces: shown.length,
    judge: { missed: 1 - shareOf(photosOf(true)), invented: shareOf(photosOf(false)) },
    portraits: portraits.classes,
    photos: photos.classes,
    glasses: Object.fromEntries(
      GLASSES_KINDS.map((kind) => [kind, { drawings: parsed[kind].length, shown: shareOf(parsed[kind]) }]),
    ) as SemanticFigures['glasses'],
  };
}

export function semanticTable({ faces, judge, portraits, photos, glasses }: SemanticFigures): string {
  const classes = STROKE_CLASSES.filter(({ id }) => !Number.isNaN(photos[id]));
  const overall = (of: Readonly<Record<StrokeClass, number>>) => mean(classes.map(({ id }) => of[id]));
  const overlaps = markdownTable(
    ['class', 'portraits: IoU with the given mask', 'photos, by the same parser'],
    [
      ['mean', written(overall(portraits), 3), written(overall(photos), 3)],
      ...classes.map(({ id }) => [id, written(portraits[id], 3), written(photos[id], 3)]),
    ],
  );
  const percent = (value: number | undefined) => written(value === undefined ? value : 100 * value, 1);
  const row = (what: string, { drawings, shown }: { drawings: number; shown: number }, target: string) => [
    `${what} (${drawings})`,
    percent(shown),
    target,
  ];
  const shownTable = markdownTable(
    ['glasses', '% of the portraits that show them', 'target'],
    [
      row('worn and drawn', glasses.drawn, '≥ 95'),
      row('added to the drawings of bare faces', glasses.added, '≥ 95'),
      row('neither worn nor drawn', glasses.undrawn, '≤ 2'),
    ],
  );
  const rule =
    `On the photos of this split the judge of glasses misses ${percent(judge.missed)} % of the worn ones and ` +
    `sees ${percent(judge.invented)} % where there are none.`;
  return [`${faces} faces.`, overlaps, shownTable, rule].join('\n\n');
}
