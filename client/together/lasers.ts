import type { Place } from '../canvas/geometry.ts';

/** ms that a point of a trail is seen */
export const LASER_FADE_MS = 1_200;

export interface Trail {
  subject: string;
  points: (Place & { at: number })[];
}

/** Everybody's laser trails: points that fade by themselves. */
export class Lasers {
  private readonly trails = new Map<string, Trail['points']>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  add(subject: string, points: readonly Place[]): void {
    const at = this.now();
    const trail = this.trails.get(subject) ?? [];
    trail.push(...points.map((point) => ({ ...point, at })));
    this.trails.set(subject, trail);
  }

  /** What is still seen; forgets the rest. */
  visible(): Trail[] {
    const oldest = this.now() - LASER_FADE_MS;
    for (const [subject, points] of this.trails) {
      const left = points.filter(({ at }) => at > oldest);
      if (left.length > 0) this.trails.set(subject, left);
      else this.trails.delete(subject);
    }
    return [...this.trails].map(([subject, points]) => ({ subject, points }));
  }
}
