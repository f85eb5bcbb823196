import type { StrokeClass } from './strokeClasses.ts';

/** What strokes draw, by the stroke's id; strokes that are not in it have no label. */
export type StrokeLabels = ReadonlyMap<string, StrokeClass>;

/** A stroke's label: what a person said wins over what the network understood. */
export function effectiveLabel(
  corrected: StrokeClass | null | undefined,
  interpreted: StrokeClass | null | undefined,
): StrokeClass | null {
  return corrected ?? interpreted ?? null;
}
