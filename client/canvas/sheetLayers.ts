import { writable } from 'svelte/store';
import type { PartId } from '../../shared/parts.ts';

/** What one person sees on the sheet besides the strokes; the others choose for themselves. */
export class SheetLayers {
  /** 0…1: how strongly the portrait lies over the sketch */
  readonly portrait = writable(0);
  /** 0…1: how strongly the picture under the sheet is seen */
  readonly underlay = writable(0.5);
  /** parts whose slider is touched at the moment */
  readonly lit = writable<readonly PartId[]>([]);
}
