import type { StrokeClass } from './strokeClasses.ts';

/** What strokes draw, by the stroke's id; strokes that are not in it have no label. */
export type StrokeLabels = ReadonlyMap<string, StrokeClass>;

/** @param labels in the order of the strokes; null: it draws nothing */
export function labelsByKey(
  strokes: readonly { readonly key: string }[],
  labels: readonly (StrokeClass | null | undefined)[],
): StrokeLabels {
  return new Map(strokes.flatMap(({ key }, i) => (labels[i] ? [[key, labels[i]] as const] : [])));
}

/** A stroke's label: what a person said wins over what the network understood. */
export function effectiveLabel(
  corrected: StrokeClass | null | undefined,
  interpreted: StrokeClass | null | undefined,
): StrokeClass | null {
  return corrected ?? interpreted ?? null;
}
