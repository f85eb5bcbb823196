import type { Place } from '../canvas.ts';
import type { Bitmap } from './bitmap.ts';

/** Steps to the eight neighbours in turning order, so that "straight on, then ever sharper" is an offset of the index. */
const TURNS_X = [0, 1, 1, 1, 0, -1, -1, -1];
const TURNS_Y = [-1, -1, 0, 1, 1, 1, 0, -1];
const STRAIGHT_FIRST = [0, 1, -1, 2, -2, 3, -3];
const SIDES_FIRST = [0, 2, 4, 6, 1, 3, 5, 7];

export interface TracedPath {
  /** pixel centres, px */
  readonly points: Place[];
  /** it crosses and touches no other path */
  readonly alone: boolean;
}

/**
 * One-pixel-wide lines → ordered paths of pixel centres. Walks from the loose ends, straight on
 * through crossings; what a crossing leaves over is a path of its own (a spur, if it is short).
 */
export function tracePaths({ width, height, data }: Bitmap): TracedPath[] {
  const padded = width + 2;
  const steps = TURNS_X.map((dx, d) => (TURNS_Y[d] as number) * padded + dx);
  const lines = new Uint8Array(padded * (height + 2));
  for (let y = 0; y < height; y++) {
    lines.set(data.subarray(y * width, (y + 1) * width), (y + 1) * padded + 1);
  }
  const todo = lines.slice();
  // The path that each pixel went to, + 1.
  const owners = new Int32Array(lines.length);
  const paths: number[][] = [];

  const trace = (start: number) => {
    todo[start] = 0;
    const ahead = walk(todo, steps, start);
    // A start in mid-line has a second side.
    const path = [...walk(todo, steps, start).reverse(), start, ...ahead];
    paths.push(path);
    for (const pixel of path) owners[pixel] = paths.length;
  };
  for (let pixel = 0; pixel < lines.length; pixel++) {
    if (todo[pixel] && countAround(lines, steps, pixel) === 1) trace(pixel);
  }
  for (let pixel = 0; pixel < lines.length; pixel++) if (todo[pixel]) trace(pixel);

  return paths.map((path, i) => ({
    points: path.map((pixel) => ({
      x: (pixel % padded) - 0.5,
      y: Math.floor(pixel / padded) - 0.5,
    })),
    alone: path.every((pixel) =>
      steps.every((step) => owners[pixel + step] === 0 || owners[pixel + step] === i + 1),
    ),
  }));
}

/** Follows what is still to do from a pixel, and takes it. */
function walk(todo: Uint8Array, steps: readonly number[], start: number): number[] {
  const path: number[] = [];
  let pixel = start;
  let heading = 0;
  let order = SIDES_FIRST;
  for (;;) {
    let found = false;
    for (const offset of order) {
      const direction = (heading + offset + 8) % 8;
      const next = pixel + (steps[direction] as number);
      if (!todo[next]) continue;
      todo[next] = 0;
      path.push(next);
      pixel = next;
      heading = direction;
      order = STRAIGHT_FIRST;
      found = true;
      break;
    }
    if (!found) return path;
  }
}

function countAround(lines: Uint8Array, steps: readonly number[], pixel: number): number {
  let count = 0;
  for (const step of steps) count += lines[pixel + step] as number;
  return count;
}
