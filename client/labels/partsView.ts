import { type Readable, writable } from 'svelte/store';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';

export interface PartsSeen {
  hidden: ReadonlySet<StrokeClass>;
  /** seen in a colour of their own instead of ink */
  coloured: ReadonlySet<StrokeClass>;
}

const AS_DRAWN: PartsSeen = { hidden: new Set(), coloured: new Set() };

/** How one person sees the parts of the drawing; the others choose for themselves, and nothing of it is kept. */
export class PartsView {
  readonly current: Readable<PartsSeen>;
  private readonly published = writable(AS_DRAWN);

  constructor() {
    this.current = this.published;
  }

  hide(labels: Iterable<StrokeClass>, hidden: boolean): void {
    this.published.update((seen) => ({ ...seen, hidden: changed(seen.hidden, labels, hidden) }));
  }

  colour(labels: Iterable<StrokeClass>, coloured: boolean): void {
    this.published.update((seen) => ({ ...seen, coloured: changed(seen.coloured, labels, coloured) }));
  }

  reset(): void {
    this.published.set(AS_DRAWN);
  }
}

function changed(set: ReadonlySet<StrokeClass>, labels: Iterable<StrokeClass>, member: boolean) {
  const next = new Set(set);
  for (const label of labels) {
    if (member) next.add(label);
    else next.delete(label);
  }
  return next;
}
