import type { Place } from '../linePen.ts';
import type { Bitmap } from './bitmap.ts';

/** Eight neighbours in turning order, so that "straight on, then ever sharper" is an offset of the index. */
const TURNS: readonly [number, number][] = [
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
];
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
  const todo = data.slice();
  const isTodo = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && todo[y * width + x] === 1;

  const walk = (startX: number, startY: number): Place[] => {
    const path: Place[] = [];
    let x = startX;
    let y = startY;
    let order: readonly number[] = SIDES_FIRST;
    for (;;) {
      const direction = order.find((d) => {
        const [dx, dy] = TURNS[(d + 8) % 8] as [number, number];
        return isTodo(x + dx, y + dy);
      });
      if (direction === undefined) return path;
      const turn = (direction + 8) % 8;
      const [dx, dy] = TURNS[turn] as [number, number];
      x += dx;
      y += dy;
      todo[y * width + x] = 0;
      path.push({ x: x + 0.5, y: y + 0.5 });
      order = STRAIGHT_FIRST.map((offset) => turn + offset);
    }
  };

  const paths: Place[][] = [];
  // The path that each pixel went to, + 1.
  const owners = new Int32Array(data.length);
  const trace = (x: number, y: number) => {
    if (!isTodo(x, y)) return;
    todo[y * width + x] = 0;
    const ahead = walk(x, y);
    // A start in mid-line has a second side.
    const behind = walk(x, y).reverse();
    const path = [...behind, { x: x + 0.5, y: y + 0.5 }, ...ahead];
    paths.push(path);
    for (const point of path) owners[Math.floor(point.y) * width + Math.floor(point.x)] = paths.length;
  };
  const countNeighbours = (x: number, y: number) =>
    TURNS.filter(([dx, dy]) => {
      const [u, v] = [x + dx, y + dy];
      return u >= 0 && v >= 0 && u < width && v < height && data[v * width + u];
    }).length;
  for (const endsOnly of [true, false]) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (data[y * width + x] && (!endsOnly || countNeighbours(x, y) === 1)) trace(x, y);
      }
    }
  }
  const isAlone = (path: Place[], owner: number) =>
    path.every(({ x, y }) =>
      TURNS.every(([dx, dy]) => {
        const [u, v] = [Math.floor(x) + dx, Math.floor(y) + dy];
        const other = u >= 0 && v >= 0 && u < width && v < height ? owners[v * width + u] : 0;
        return other === 0 || other === owner;
      }),
    );
  return paths.map((points, i) => ({ points, alone: isAlone(points, i + 1) }));
}
