import { derived, get, type Readable, writable } from 'svelte/store';
import type { SharedView } from '../../shared/events.ts';
import type { LiveFrame } from '../../shared/liveFrame.ts';
import { WHOLE } from '../canvas/view.ts';
import { Lasers } from './lasers.ts';

/** What the others look at and point at, and what this person chose to see of it. */
export class Companions {
  readonly lasers = new Lasers();
  /** what the others look at, by subject */
  readonly views = writable<ReadonlyMap<string, SharedView>>(new Map());
  /** what this person is shown of the sheet */
  readonly view = writable<SharedView>(WHOLE);
  /** whom this person chose to follow */
  readonly chosen = writable<string | null>(null);
  /** a spotlight that this person turned away from */
  readonly dismissed = writable<string | null>(null);
  /** whose view is shown instead of one's own */
  readonly followed: Readable<string | null>;
  /** other people's cursors are shown, as far as the room allows */
  readonly showCursors = writable(true);
  /** the pointer points instead of drawing */
  readonly pointing = writable(false);
  /** this person's own view while somebody else's is shown */
  private kept: SharedView | null = null;
  /** called when a trail got longer */
  onLaser: () => void = () => {};

  /**
   * @param spotlight whose view everybody is shown
   * @param self one's own subject
   */
  constructor(
    spotlight: Readable<string | null>,
    self: () => string,
    present: Readable<ReadonlySet<string>>,
  ) {
    this.followed = derived(
      [spotlight, this.chosen, this.dismissed, present],
      ([lit, chosen, dismissed, here]) => {
        const shown = lit !== null && lit !== dismissed ? lit : chosen;
        return shown !== null && shown !== self() && here.has(shown) ? shown : null;
      },
    );
    derived([this.followed, this.views], (both) => both).subscribe(([subject, views]) =>
      this.lead(subject, views),
    );
  }

  follow(subject: string): void {
    this.chosen.set(subject);
  }

  /** Back to one's own view. @param spotlight the one to turn away from */
  turnAway(spotlight: string | null): void {
    this.chosen.set(null);
    this.dismissed.set(spotlight);
  }

  private lead(subject: string | null, views: ReadonlyMap<string, SharedView>): void {
    if (subject !== null) {
      this.kept ??= get(this.view);
      const shown = views.get(subject) ?? WHOLE;
      // every view that is set is told to the others
      if (shown !== get(this.view)) this.view.set(shown);
    } else if (this.kept) {
      this.view.set(this.kept);
      this.kept = null;
    }
  }

  receive(frame: Pick<LiveFrame, 'views' | 'lasers'>, self: string): void {
    if (frame.views.length > 0) {
      const next = new Map(get(this.views));
      for (const { subject, view } of frame.views) if (subject !== self) next.set(subject, view);
      // also where one's own alone came back: who follows somebody and looked elsewhere is led back
      this.views.set(next);
    }
    const others = frame.lasers.filter(({ subject }) => subject !== self);
    for (const { subject, points } of others) this.lasers.add(subject, points);
    if (others.length > 0) this.onLaser();
  }
}
