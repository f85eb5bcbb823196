import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import type { Catalogue } from '../text/en.ts';

/** Parts named in one line; more are counted. */
const NAMED = 2;

/** The one label that all of these have; `several` where they differ, null where none has one. */
export function commonLabel(ids: Iterable<string>, labels: StrokeLabels): StrokeClass | 'several' | null {
  const found = new Set([...ids].map((id) => labels.get(id) ?? null));
  if (found.size > 1) return 'several';
  return [...found][0] ?? null;
}

export function wordOf(label: StrokeClass | 'several' | null, text: Catalogue): string {
  if (label === 'several') return text.labels.several;
  return label === null ? text.labels.unnamed : text.labels.classes[label];
}

/** What was drawn, in one line; nothing is an empty one. */
export function drawnWords(drawn: readonly StrokeClass[], text: Catalogue): string {
  const parts = drawn.slice(0, NAMED).map((label) => text.labels.classes[label]);
  const words = parts.join(', ');
  return drawn.length > NAMED ? text.labels.andMore(words, drawn.length - NAMED) : words;
}
