import { z } from 'zod';
import { strokeIdSchema } from '../ids.ts';
import { MAX_LABEL_BYTES, MAX_STROKES } from '../limits.ts';
import type { StrokeLabels } from './labels.ts';
import { type StrokeClass, strokeClassSchema } from './strokeClasses.ts';

const ids = z.array(strokeIdSchema).max(MAX_STROKES);

/** Strokes by what they draw: how labels travel. */
export const labelGroupsSchema = z.partialRecord(strokeClassSchema, ids);
export type LabelGroups = z.infer<typeof labelGroupsSchema>;

/** What the network understood of a room's drawing. */
export const roomLabelsSchema = z.object({
  /** the document's */
  version: z.number().int().nonnegative(),
  modelVersion: z.string().max(64),
  groups: labelGroupsSchema,
});
export type RoomLabels = z.infer<typeof roomLabelsSchema>;

/** Live event `labels`: what the network understood of strokes. */
export const labelNewsSchema = z.object({
  /** the document's */
  version: z.number().int().nonnegative(),
  /** nothing that was told before counts any more */
  whole: z.boolean(),
  /** strokes whose label is new or another */
  changed: labelGroupsSchema,
  /** strokes that have none any more */
  gone: ids,
});
export type LabelNews = z.infer<typeof labelNewsSchema>;

export function groupsOf(labels: Iterable<readonly [id: string, label: StrokeClass]>): LabelGroups {
  const groups: LabelGroups = {};
  for (const [id, label] of labels) {
    const group = groups[label] ?? [];
    groups[label] = group;
    group.push(id);
  }
  return groups;
}

export function labelsOf(groups: LabelGroups): StrokeLabels {
  const labels = new Map<string, StrokeClass>();
  for (const [label, ids] of Object.entries(groups))
    for (const id of ids) labels.set(id, label as StrokeClass);
  return labels;
}

/** All labels, for somebody who just came. */
export function allLabels(labels: StrokeLabels, version: number): LabelNews {
  return { version, whole: true, changed: groupsOf(labels), gone: [] };
}

/** What changed between two states; null where nothing did. */
export function labelChanges(before: StrokeLabels, after: StrokeLabels, version: number): LabelNews | null {
  const changed = [...after].filter(([id, label]) => before.get(id) !== label);
  const gone = [...before.keys()].filter((id) => !after.has(id));
  if (changed.length + gone.length === 0) return null;
  return { version, whole: false, changed: groupsOf(changed), gone };
}

export function withNews(labels: StrokeLabels, { whole, changed, gone }: LabelNews): StrokeLabels {
  const after = new Map(whole ? [] : labels);
  for (const id of gone) after.delete(id);
  for (const [id, label] of labelsOf(changed)) after.set(id, label);
  return after;
}

/** Bytes of news on the wire, roughly: ids are all of it. */
export function sizeOf({ changed, gone }: LabelNews): number {
  const strokes = Object.values(changed).reduce((sum, group) => sum + group.length, gone.length);
  return strokes * MAX_LABEL_BYTES;
}
