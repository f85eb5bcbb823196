import type { Readable } from 'svelte/store';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import { PART_COLOURS } from '../labels/partColours.ts';
import type { PartsSeen } from '../labels/partsView.ts';

const HIDDEN = '';

interface Known {
  labels: StrokeLabels;
  seen: PartsSeen;
}

/** How this person sees each stroke: in ink, in the colour of what it draws, or not at all. */
export class StrokeLooks {
  private known: Known = { labels: new Map(), seen: { hidden: new Set(), coloured: new Set() } };
  private readonly stops: (() => void)[];

  /** @param onChange ids of strokes that look different now */
  constructor(
    labels: Readable<StrokeLabels>,
    seen: Readable<PartsSeen>,
    private readonly ink: string,
    private readonly onChange: (ids: readonly string[]) => void,
  ) {
    this.stops = [
      labels.subscribe((labels) => this.learn({ ...this.known, labels })),
      seen.subscribe((seen) => this.learn({ ...this.known, seen })),
    ];
  }

  hides(id: string): boolean {
    return this.lookOf(id, this.known) === HIDDEN;
  }

  /** A CSS colour. */
  inkOf(id: string): string {
    return this.lookOf(id, this.known) || this.ink;
  }

  destroy(): void {
    for (const stop of this.stops) stop();
  }

  private learn(next: Known): void {
    const before = this.known;
    this.known = next;
    if ([before, next].every(({ seen }) => seen.hidden.size + seen.coloured.size === 0)) return;
    const ids = new Set([...before.labels.keys(), ...next.labels.keys()]);
    const changed = [...ids].filter((id) => this.lookOf(id, before) !== this.lookOf(id, next));
    if (changed.length > 0) this.onChange(changed);
  }

  private lookOf(id: string, { labels, seen }: Known): string {
    const label = labels.get(id);
    if (!label) return this.ink;
    if (seen.hidden.has(label)) return HIDDEN;
    return seen.coloured.has(label) ? PART_COLOURS[label] : this.ink;
  }
}
