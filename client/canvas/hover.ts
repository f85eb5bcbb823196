import { type Readable, writable } from 'svelte/store';
import { browserTimers, type Timers } from '../document/throttle.ts';
import { strokesTouched } from './eraser.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import type { Place } from './geometry.ts';

/** ms that a pointer rests on a stroke before its label shows: who only passes is not bothered */
export const HOVER_REST_MS = 250;

export interface Hovered {
  /** of the stroke */
  id: string;
  /** canvas px: where the pointer rested */
  place: Place;
}

/** The stroke on which a pointer rests. */
export class Hover {
  readonly current: Readable<Hovered | null>;
  private readonly published = writable<Hovered | null>(null);
  private hovered: Hovered | null = null;
  private timer: unknown = null;

  constructor(
    private readonly strokes: () => Iterable<FinishedStroke>,
    private readonly timers: Timers = browserTimers,
  ) {
    this.current = this.published;
  }

  get now(): Hovered | null {
    return this.hovered;
  }

  /** @param place null: there is no pointer, or it draws */
  point(place: Place | null): void {
    this.timers.clear(this.timer);
    const stays = place && this.hovered && this.touched(place).includes(this.hovered.id);
    if (stays) return;
    this.show(null);
    if (!place) return;
    this.timer = this.timers.set(() => {
      const id = this.touched(place).at(-1);
      if (id !== undefined) this.show({ id, place });
    }, HOVER_REST_MS);
  }

  private touched(place: Place): string[] {
    return strokesTouched(this.strokes(), place, place);
  }

  private show(hovered: Hovered | null): void {
    if (this.hovered === hovered) return;
    this.hovered = hovered;
    this.published.set(hovered);
  }
}
