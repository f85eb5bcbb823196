import type { InkStroke } from '../../models/index.ts';
import type { RoomSettings } from '../../shared/settings.ts';
import type { Gallery } from './gallery.ts';

/** A drawing to render and, where it is known, the face that it shows. */
export interface Subject {
  readonly id: string;
  readonly strokes: readonly InkStroke[];
  /** the lines that an unsure hand was about to draw; absent where `strokes` are them */
  readonly meant?: readonly InkStroke[];
  /** the true face on the template, an encoded picture; null for drawings without a photo */
  readonly photo: Uint8Array | null;
  /** px: side of the photo as it was given; pictures below 512 are no measure of sharpness */
  readonly photoSize: number;
  /** by kind of group: `sex: female`, `age: 20–39`, `skin: light` */
  readonly groups: Readonly<Record<string, string>>;
  /** the drawing as somebody made it, an encoded picture */
  readonly given?: Uint8Array;
  /** what the drawing itself tells of the person's looks; without it the seed draws them */
  readonly looks?: Partial<RoomSettings>;
  /** The import found no face in the drawing: counts as a portrait without one. */
  readonly refused?: boolean;
}

/** What could not be used, and why. */
export interface Problem {
  readonly file: string;
  readonly message: string;
}

export interface SubjectSet {
  readonly subjects: readonly Subject[];
  readonly problems: readonly Problem[];
  /** all faces that stand beside the drawings, also of drawings that were not chosen */
  readonly gallery?: Gallery;
}
