import { CANVAS_SIZE, type Rectangle } from '../../shared/canvas.ts';
import { IDENTITY, type Matrix, rotation, scaling, translation } from '../../shared/matrix.ts';
import type { Place } from './geometry.ts';

/** What one takes hold of. Corners scale around the one across, the knob turns, anything else of the box moves. */
export type Grip = 'nw' | 'ne' | 'se' | 'sw' | 'knob' | 'box';
export const CORNERS = ['nw', 'ne', 'se', 'sw'] as const;

/** How much smaller or larger one drag makes a selection. */
const LEAST_FACTOR = 0.05;
const MOST_FACTOR = 20;
/** radians: with Shift held angles come in these steps */
const ANGLE_STEP = Math.PI / 12;

const ACROSS = { nw: 'se', ne: 'sw', se: 'nw', sw: 'ne' } as const;

/** The grips' places on the canvas. @param apart canvas px between box and knob */
export function gripPlaces(box: Rectangle, apart: number): Record<Exclude<Grip, 'box'>, Place> {
  // what lies outside the sheet cannot be taken hold of
  const within = (value: number) => Math.min(CANVAS_SIZE - apart / 4, Math.max(apart / 4, value));
  const { x, y, width, height } = around(box, apart);
  const [left, right] = [within(x), within(x + width)];
  const [top, bottom] = [within(y), within(y + height)];
  const above = top - apart >= 0;
  const below = bottom + apart <= CANVAS_SIZE;
  return {
    nw: { x: left, y: top },
    ne: { x: right, y: top },
    se: { x: right, y: bottom },
    sw: { x: left, y: bottom },
    knob: { x: (left + right) / 2, y: above ? top - apart : below ? bottom + apart : top + apart },
  };
}

/** The grip at a place, null beside the box. @param reach canvas px around corners and knob */
export function gripAt(box: Rectangle, place: Place, reach: number, apart: number): Grip | null {
  const places = gripPlaces(box, apart);
  for (const grip of ['knob', ...CORNERS] as const) {
    if (Math.hypot(place.x - places[grip].x, place.y - places[grip].y) <= reach) return grip;
  }
  const { x, y, width, height } = around(box, apart);
  const inside = place.x >= x && place.y >= y && place.x <= x + width && place.y <= y + height;
  return inside ? 'box' : null;
}

/** The frame that is seen: wide enough that the corners of a line lie beside each other. */
export function around({ x, y, width, height }: Rectangle, apart: number): Rectangle {
  const margin = apart / 4;
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/**
 * Where a drag puts what is selected.
 * @param steady Shift is held: moves along one axis, turns in steps, scales width and height each for itself
 */
export function dragged(box: Rectangle, grip: Grip, from: Place, to: Place, steady: boolean): Matrix {
  if (grip === 'box') return moved(box, to.x - from.x, to.y - from.y, steady);
  if (grip === 'knob') return turned(box, from, to, steady);
  return scaled(gripPlaces(box, 0)[ACROSS[grip]], from, to, steady);
}

/** A shift that leaves the middle of the box on the sheet. */
export function moved(box: Rectangle, x: number, y: number, steady = false): Matrix {
  const [dx, dy] = steady ? (Math.abs(x) > Math.abs(y) ? [x, 0] : [0, y]) : [x, y];
  const middle = middleOf(box);
  const within = (at: number, by: number) => Math.min(CANVAS_SIZE - at, Math.max(-at, by));
  return translation(within(middle.x, dx), within(middle.y, dy));
}

export function middleOf({ x, y, width, height }: Rectangle): Place {
  return { x: x + width / 2, y: y + height / 2 };
}

function turned(box: Rectangle, from: Place, to: Place, steady: boolean): Matrix {
  const middle = middleOf(box);
  const angleOf = ({ x, y }: Place) => Math.atan2(y - middle.y, x - middle.x);
  const angle = angleOf(to) - angleOf(from);
  return rotation(steady ? Math.round(angle / ANGLE_STEP) * ANGLE_STEP : angle, middle);
}

function scaled(anchor: Place, from: Place, to: Place, free: boolean): Matrix {
  const factor = (now: number, before: number) =>
    Math.abs(before) < 1 ? 1 : Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, now / before));
  if (free)
    return scaling(
      factor(to.x - anchor.x, from.x - anchor.x),
      factor(to.y - anchor.y, from.y - anchor.y),
      anchor,
    );
  const [dx, dy] = [from.x - anchor.x, from.y - anchor.y];
  const length = Math.hypot(dx, dy);
  if (length < 1) return IDENTITY;
  // along the diagonal only, so that the box never turns over
  const along = ((to.x - anchor.x) * dx + (to.y - anchor.y) * dy) / length;
  const both = factor(along, length);
  return scaling(both, both, anchor);
}
