import type { Laser, SharedView } from '../../shared/events.ts';
import { MAX_LASER_POINTS } from '../../shared/limits.ts';
import type { LiveFrame } from '../../shared/liveFrame.ts';

type Guides = Pick<LiveFrame, 'views' | 'lasers'>;

/** What people look at and point at in one room, and what of it the others have not been told yet. */
export class GuideBook {
  /** by subject; kept, since whoever comes later may follow them */
  readonly #views = new Map<string, SharedView>();
  readonly #movedViews = new Set<string>();
  #lasers = new Map<string, Laser['points']>();

  get hasNews(): boolean {
    return this.#movedViews.size > 0 || this.#lasers.size > 0;
  }

  look(subject: string, view: SharedView): void {
    this.#views.set(subject, view);
    this.#movedViews.add(subject);
  }

  /** A flood of points within one frame loses its oldest ones. */
  point(subject: string, points: Laser['points']): void {
    const known = this.#lasers.get(subject) ?? [];
    this.#lasers.set(subject, [...known, ...points].slice(-MAX_LASER_POINTS));
  }

  /** A person has left altogether. */
  forget(subject: string): void {
    this.#views.delete(subject);
    this.#movedViews.delete(subject);
    this.#lasers.delete(subject);
  }

  /** Takes what happened since the frame before. */
  take(): Guides {
    const views = this.#viewsOf(this.#movedViews);
    const lasers = [...this.#lasers].map(([subject, points]) => ({ subject, points }));
    this.#movedViews.clear();
    this.#lasers = new Map();
    return { views, lasers };
  }

  /** All that lasts, for somebody who just came. */
  whole(): Guides {
    return { views: this.#viewsOf(this.#views.keys()), lasers: [] };
  }

  #viewsOf(subjects: Iterable<string>): Guides['views'] {
    return [...subjects].flatMap((subject) => {
      const view = this.#views.get(subject);
      return view ? [{ subject, view }] : [];
    });
  }
}
