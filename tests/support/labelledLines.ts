import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { type Place, throughAll } from './faceDrawing.ts';

/** A stroke as a person drew it, and what that person would say it is. */
export interface LabelledStroke {
  readonly label: StrokeClass;
  readonly points: readonly Place[];
}

/** As SVG writes points: `x,y x,y`. */
type Corners = string;

const placesOf = (corners: Corners): Place[] =>
  corners.split(' ').map((pair) => {
    const [x = 0, y = 0] = pair.split(',').map(Number);
    return { x, y };
  });

/** A smooth line through hand-made corners. */
export const curve = (label: StrokeClass, corners: Corners): LabelledStroke => ({
  label,
  points: throughAll(placesOf(corners)),
});

/** Straight from corner to corner. */
export const edges = (label: StrokeClass, corners: Corners): LabelledStroke => ({
  label,
  points: placesOf(corners),
});

/** An ellipse or an arc of one, in turns clockwise from its top. */
export function round(
  label: StrokeClass,
  x: number,
  y: number,
  rx: number,
  ry: number,
  from = 0,
  to = 1,
): LabelledStroke {
  const points = Array.from({ length: 25 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / 24);
    return { x: x + rx * Math.sin(angle), y: y - ry * Math.cos(angle) };
  });
  return { label, points };
}

/** A dot made with a few turns of the pen. */
export const dot = (label: StrokeClass, x: number, y: number, r = 3): LabelledStroke => ({
  label,
  points: Array.from({ length: 16 }, (_, i) => ({
    x: x + ((r * i) / 16) * Math.cos(i),
    y: y + ((r * i) / 16) * Math.sin(i),
  })),
});

/** The same on the other side of the face: x and sides change. */
const SIDES: Partial<Record<StrokeClass, StrokeClass>> = {
  leftEye: 'rightEye',
  leftBrow: 'rightBrow',
  leftEar: 'rightEar',
};
const mirrored = ({ label, points }: LabelledStroke): LabelledStroke => ({
  label: SIDES[label] ?? label,
  points: points.map(({ x, y }) => ({ x: 506 - x, y })),
});
export const both = (...strokes: LabelledStroke[]): LabelledStroke[] =>
  strokes.flatMap((stroke) => [stroke, mirrored(stroke)]);

/** An eye in four strokes. */
export const almond = [
  curve('leftEye', '164,242 178,228 196,224 214,232 222,244'),
  curve('leftEye', '166,245 182,253 200,253 220,246'),
  round('leftEye', 194, 239, 11, 12),
  dot('leftEye', 194, 239, 4),
];
/** A mouth in three. */
export const threeLips = [
  curve('upperLip', '208,372 230,360 252,364 276,360 300,371'),
  curve('mouth', '206,373 252,377 302,372'),
  curve('lowerLip', '214,378 252,396 292,378'),
];
