import type { InkStroke } from '../../models/index.ts';

/** A drawing to render and, where it is known, the face that it shows. */
export interface Subject {
  readonly id: string;
  readonly strokes: readonly InkStroke[];
  /** the true face on the template, an encoded picture; null for drawings without a photo */
  readonly photo: Uint8Array | null;
  /** px: side of the photo as it was given; pictures below 512 are no measure of sharpness */
  readonly photoSize: number;
  /** by kind of group: `sex: female`, `age: 20–39`, `skin: light` */
  readonly groups: Readonly<Record<string, string>>;
}

/** What could not be used, and why. */
export interface Problem {
  readonly file: string;
  readonly message: string;
}

export interface SubjectSet {
  readonly subjects: readonly Subject[];
  readonly problems: readonly Problem[];
}
