import { getStroke } from 'perfect-freehand';
import type { Point } from '../../shared/canvas.ts';
import type { FinishedStroke } from './finishedStrokes.ts';

/** A pressure within one step of the codec's byte around ½ was not measured. */
const PRESSURE_STEP = 1 / 255;

/** Pens report pressure; mice and fingers leave ½, and their line gets its life from speed. */
export function hasPressure(points: readonly Point[]): boolean {
  return points.some(({ pressure }) => Math.abs(pressure - 0.5) > PRESSURE_STEP);
}

/** The outline of a stroke as a closed polygon, in canvas px. */
export function strokeOutline(
  points: readonly Point[],
  width: number,
  measured = hasPressure(points),
): [number, number][] {
  const input = points.map(({ x, y, pressure }) => [x, y, pressure]);
  return getStroke(input, {
    size: width,
    thinning: 0.5,
    smoothing: 0.5,
    // little, so that the line lies where the pen was: the portrait reads the points themselves
    streamline: 0.25,
    simulatePressure: !measured,
    last: true,
  });
}

/** All lines of a finished stroke, ready to be filled. */
export function linesPath({
  points,
  lines,
  width,
}: Pick<FinishedStroke, 'points' | 'lines' | 'width'>): Path2D {
  const path = new Path2D();
  const measured = hasPressure(points);
  for (const line of lines) trace(path, strokeOutline(line, width, measured));
  return path;
}

/** The outline with its corners rounded, ready to be filled. */
export function strokePath(points: readonly Point[], width: number): Path2D {
  const path = new Path2D();
  trace(path, strokeOutline(points, width));
  return path;
}

function trace(path: Path2D, outline: [number, number][]): void {
  const first = outline[0];
  if (!first) return;
  path.moveTo(...first);
  for (const [index, [x, y]] of outline.entries()) {
    const [nextX, nextY] = outline[(index + 1) % outline.length] as [number, number];
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  path.closePath();
}
