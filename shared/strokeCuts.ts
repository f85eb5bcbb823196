import { CANVAS_SIZE, type Point } from './canvas.ts';
import { MAX_CUTS_OF_STROKE } from './limits.ts';
import { CUT_STEPS } from './strokeEdits.ts';

/** Stretches of a stroke, [from, to] in cut steps. */
export type Stretch = readonly [from: number, to: number];

/** All stretches of several lists as few that do not touch, ascending. */
export function merged(lists: readonly (readonly number[])[]): Stretch[] {
  const all = lists.flatMap((list) =>
    Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]] as [number, number]),
  );
  all.sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [from, to] of all) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** A cut list with more stretches in it. */
export function withStretches(list: readonly number[], stretches: readonly Stretch[]): number[] {
  return cutList([...stretches, ...pairs(list)]);
}

function pairs(list: readonly number[]): Stretch[] {
  return Array.from({ length: list.length / 2 }, (_, i) => [
    list[2 * i] as number,
    list[2 * i + 1] as number,
  ]);
}

/** As one flat list within the limit: where there are too many, the smallest gaps between cuts close. */
export function cutList(stretches: readonly Stretch[]): number[] {
  const list = merged([stretches.flat()]).map(([from, to]) => [from, to] as [number, number]);
  while (list.length > MAX_CUTS_OF_STROKE) {
    const gap = (i: number) => (list[i + 1]?.[0] ?? Number.POSITIVE_INFINITY) - (list[i]?.[1] ?? 0);
    let least = 0;
    for (let i = 1; i + 1 < list.length; i++) if (gap(i) < gap(least)) least = i;
    const [one, next] = list.splice(least, 2);
    if (one && next) list.splice(least, 0, [one[0], next[1]]);
  }
  return list.flat();
}

/** What cuts leave of a line. */
export function remaining(points: readonly Point[], cuts: readonly (readonly number[])[]): Point[][] {
  if (cuts.length === 0) return [[...points]];
  const end = (points.length - 1) * CUT_STEPS;
  const gone = merged(cuts);
  const pieces: Point[][] = [];
  let at = 0;
  for (const [from, to] of gone) {
    // cuts may reach beyond the stroke's end: who made them may have lied
    if (from > at && at < end) pieces.push(piece(points, at, Math.min(from, end)));
    at = Math.max(at, to);
  }
  if (at < end || gone.length === 0) pieces.push(piece(points, at, end));
  return pieces;
}

/** Whether cuts leave nothing of a line of so many points. */
export function nothingRemains(count: number, cuts: readonly (readonly number[])[]): boolean {
  const end = (count - 1) * CUT_STEPS;
  const [first] = merged(cuts);
  return first !== undefined && (end === 0 || (first[0] <= 0 && first[1] >= end));
}

/** The line between two places along it. */
function piece(points: readonly Point[], from: number, to: number): Point[] {
  const [first, last] = [from / CUT_STEPS, to / CUT_STEPS];
  const inner = points.slice(Math.floor(first) + 1, Math.ceil(last));
  return [pointAlong(points, first), ...inner, pointAlong(points, last)];
}

/** @param at index of a point, with a fraction on the way to the next */
function pointAlong(points: readonly Point[], at: number): Point {
  const before = points[Math.floor(at)] as Point;
  const after = points[Math.ceil(at)] ?? before;
  const t = at - Math.floor(at);
  const between = (a: number, b: number) => a + (b - a) * t;
  return {
    x: between(before.x, after.x),
    y: between(before.y, after.y),
    pressure: between(before.pressure, after.pressure),
    time: between(before.time, after.time),
  };
}

/** The stretches of a line that lie on the canvas. */
export function onCanvas(points: readonly Point[]): Point[][] {
  if (points.every(isOn)) return [[...points]];
  const pieces: Point[][] = [];
  let open: Point[] | null = null;
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    const crossing = before ? crossingOf(before, point) : isOn(point) ? ([0, 0] as const) : null;
    if (!crossing) {
      open = null;
      continue;
    }
    const way = before ? [before, point] : [point];
    if (!open) {
      open = [pointAlong(way, crossing[0])];
      pieces.push(open);
    }
    if (before) open.push(pointAlong(way, crossing[1]));
    if (!isOn(point)) open = null;
  }
  return pieces;
}

const isOn = ({ x, y }: Point) => x >= 0 && y >= 0 && x <= CANVAS_SIZE && y <= CANVAS_SIZE;

/** The share of the way from one place to another that lies on the canvas (Liang and Barsky). */
function crossingOf(from: Point, to: Point): readonly [number, number] | null {
  let [enter, leave] = [0, 1];
  for (const axis of ['x', 'y'] as const) {
    const step = to[axis] - from[axis];
    if (step === 0) {
      if (from[axis] < 0 || from[axis] > CANVAS_SIZE) return null;
      continue;
    }
    const edges = [-from[axis] / step, (CANVAS_SIZE - from[axis]) / step];
    enter = Math.max(enter, Math.min(...edges));
    leave = Math.min(leave, Math.max(...edges));
  }
  return enter <= leave ? [enter, leave] : null;
}
