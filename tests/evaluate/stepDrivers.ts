import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { markdownTable, written } from './markdown.ts';
import { mean } from './statistics.ts';

/** What belongs together for whoever looks at a face. */
const FEATURE_OF: Readonly<Record<StrokeClass, string>> = {
  skin: 'outline of the face',
  nose: 'nose',
  glasses: 'glasses',
  rightEye: 'eyes',
  leftEye: 'eyes',
  rightBrow: 'brows',
  leftBrow: 'brows',
  rightEar: 'ears',
  leftEar: 'ears',
  mouth: 'mouth',
  upperLip: 'mouth',
  lowerLip: 'mouth',
  hair: 'hair',
  hat: 'hat',
  earring: 'jewellery',
  necklace: 'jewellery',
  neck: 'neck and clothes',
  cloth: 'neck and clothes',
};
const UNNAMED = 'what has no name';
/** Largest steps that are told one by one. */
const LARGEST = 5;

/** A moment of a drawing: what was added since the one before, and how far the portrait moved. */
export interface DrivenMoment {
  readonly strokes: number;
  readonly added: readonly string[];
  /** descriptor distance to the portrait before; null where there is none, or no face was seen */
  readonly step: number | null;
}

/**
 * What strokes `from` … `to` − 1 add, each kind once: the first strokes of a feature, or more of it.
 * @param labels of the whole drawing, in drawing order
 */
export function whatIsAdded(labels: readonly (StrokeClass | null)[], from: number, to: number): string[] {
  const before = new Set(labels.slice(0, from).map(featureOf));
  const features = new Set(labels.slice(from, to).map(featureOf));
  return [...features].map((feature) => `${before.has(feature) ? 'more of' : 'first of'} ${feature}`);
}

/** Which additions move the portrait: the mean and the largest step of the moments that bring each, and the largest steps of all. */
export function driversTable(
  replays: readonly { readonly id: string; readonly moments: readonly DrivenMoment[] }[],
): string {
  const moments = replays.flatMap(({ id, moments }) =>
    moments.flatMap(({ step, ...moment }) => (step === null ? [] : [{ id, step, ...moment }])),
  );
  const kinds = [...new Set(moments.flatMap(({ added }) => added))].map((kind) => {
    const steps = moments.flatMap(({ added, step }) => (added.includes(kind) ? [step] : []));
    return { kind, steps, middle: mean(steps) };
  });
  kinds.sort((a, b) => b.middle - a.middle);
  const table = markdownTable(
    ['added since the moment before', 'moments', 'mean step', 'largest'],
    kinds.map(({ kind, steps, middle }) => [
      kind,
      String(steps.length),
      written(middle, 3),
      written(Math.max(...steps), 3),
    ]),
  );
  const largest = moments
    .toSorted((a, b) => b.step - a.step)
    .slice(0, LARGEST)
    .map(
      ({ id, strokes, added, step }) =>
        `- ${written(step, 3)}: ${id}, to stroke ${strokes} (${added.join(', ')})`,
    );
  return `${table}\n\nThe largest steps:\n\n${largest.join('\n')}`;
}

const featureOf = (label: StrokeClass | null) => (label ? FEATURE_OF[label] : UNNAMED);
