import { InputError } from '../errors.ts';
import type { Place } from '../linePen.ts';
import { type FaceParts, faceParts } from './faceParts.ts';
import { type FacePlace, lookAt, placeThrough, toPicture, VIEW_SIZE } from './facePlace.ts';
import type { RgbArea } from './rgbPicture.ts';

/** View px: where the parts' middles lie on the canvas' template (means of the training faces' masks). */
const TEMPLATE: readonly Place[] = [
  { x: 48.9, y: 61.1 },
  { x: 79.3, y: 61.1 },
  { x: 64.0, y: 72.8 },
  { x: 64.2, y: 94.6 },
];
/** Sides of the squares that are looked at, as shares of the picture's longer side: the face fills a third of each. */
const SIDES = [1.25, 1, 0.75, 0.55, 0.4];
/** Share of its side by which a square is moved on: the parser still sees the parts of a face that is half of it off. */
const STEP = 0.25;
/** Squares that are followed to where the face really is. */
const FOLLOWED = 6;
const ROUNDS = 4;

/** A face that was followed to its place. */
export interface FoundFace {
  readonly place: FacePlace;
  /** 0…1: how sure the parser is and how well the parts lie as a face's do */
  readonly score: number;
}

/** Classes of every pixel of a view: logits [19 × 128 × 128]. */
export type ParseView = (view: Float32Array) => Promise<Float32Array>;

/** The score from which a face counts as one (see README). */
const FOUND = 0.6;

/**
 * The place of the one face in a picture.
 * @throws InputError if there is none or several; the message completes the sentence "FILE …"
 */
export async function findPhotoFace(picture: RgbArea, parse: ParseView): Promise<FacePlace> {
  const faces = (await photoFaces(picture, parse)).filter(({ score }) => score >= FOUND);
  const [best, second] = faces;
  if (!best) throw new InputError('shows no face that can be found; take one that looks straight ahead');
  // A crowd in the background is no second sitter.
  if (second && second.place.scale > best.place.scale / 2) {
    throw new InputError('shows several faces; cut it to one');
  }
  return best.place;
}

/** Every face that was found, the surest first. */
export async function photoFaces(picture: RgbArea, parse: ParseView): Promise<FoundFace[]> {
  const seen: { place: FacePlace; parts: FaceParts; score: number }[] = [];
  for (const place of squares(picture)) {
    const parts = faceParts(await parse(lookAt(picture, place)));
    if (parts) seen.push({ place, parts, score: scoreOf(parts) });
  }
  seen.sort((a, b) => b.score - a.score);
  const faces: FoundFace[] = [];
  let left = FOLLOWED;
  for (const { place, parts } of seen) {
    const start = placeOf(parts, place);
    if (faces.some((found) => sameFace(found.place, start))) continue;
    if (left-- === 0) break;
    const face = await follow(picture, start, parse);
    if (face && !faces.some((other) => sameFace(other.place, face.place))) faces.push(face);
  }
  return faces.sort((a, b) => b.score - a.score);
}

/** Looks again where the parts say that the face is, until it stays. */
async function follow(picture: RgbArea, start: FacePlace, parse: ParseView): Promise<FoundFace | null> {
  let place = start;
  for (let round = 1; ; round++) {
    const parts = faceParts(await parse(lookAt(picture, place)));
    if (!parts) return null;
    if (round === ROUNDS) return { place, score: scoreOf(parts) };
    place = placeOf(parts, place);
  }
}

/** Where the face lies whose parts were seen from there. */
function placeOf(parts: FaceParts, from: FacePlace): FacePlace {
  return placeThrough(
    parts.points.map((point) => toPicture(from, point)),
    TEMPLATE,
  );
}

/** Certain parts that lie as in the template score high: each view px of mean distance costs a twelfth. */
function scoreOf({ points, certainty }: FaceParts): number {
  const distance = points.reduce((sum, { x, y }, i) => {
    const meant = TEMPLATE[i] as Place;
    return sum + Math.hypot(x - meant.x, y - meant.y);
  }, 0);
  return certainty * Math.max(0, 1 - distance / points.length / 12);
}

function sameFace(a: FacePlace, b: FacePlace): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < 0.35 * VIEW_SIZE * Math.max(a.scale, b.scale);
}

/** Squares of several sizes all over the picture. */
function squares({ width, height }: RgbArea): FacePlace[] {
  const places: FacePlace[] = [];
  for (const share of SIDES) {
    const side = share * Math.max(width, height);
    for (const x of stops(width, side)) {
      for (const y of stops(height, side)) places.push({ x, y, scale: side / VIEW_SIZE, angle: 0 });
    }
  }
  return places;
}

/** Middles of squares along one side of the picture, an even distance apart. */
function stops(length: number, side: number): number[] {
  const count = Math.max(1, Math.ceil((length - side) / (STEP * side)) + 1);
  if (count === 1) return [length / 2];
  return Array.from({ length: count }, (_, i) => side / 2 + (i * (length - side)) / (count - 1));
}
