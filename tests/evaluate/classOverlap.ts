import { STROKE_CLASSES, type StrokeClass } from '../../shared/semantics/strokeClasses.ts';

/** How well classes lie where they should, over many pictures: intersections and unions of pixels. */
export class ClassOverlap {
  private readonly both = new Map<number, number>();
  private readonly either = new Map<number, number>();

  /** @param found, truth class numbers, a pixel each */
  add(found: Uint8Array, truth: Uint8Array): void {
    const count = (sums: Map<number, number>, number: number) =>
      sums.set(number, (sums.get(number) ?? 0) + 1);
    found.forEach((number, at) => {
      const wanted = truth[at] as number;
      count(this.either, number);
      if (wanted === number) count(this.both, number);
      else count(this.either, wanted);
    });
  }

  /** Intersection over union, 0…1, of each class; NaN where neither shows it. */
  get classes(): Record<StrokeClass, number> {
    const ofNumber = (number: number) =>
      (this.both.get(number) ?? 0) / (this.either.get(number) ?? Number.NaN);
    return Object.fromEntries(STROKE_CLASSES.map(({ id, number }) => [id, ofNumber(number)])) as Record<
      StrokeClass,
      number
    >;
  }
}
