import sharp from 'sharp';
import { captionHeight } from '../../models/caption.ts';
import { readInkPicture } from '../../models/import/greyPicture.ts';
import type { Place } from '../../models/index.ts';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { distanceToPaper } from '../../shared/scan/bitmap.ts';
import { WORKING_SIDE } from '../../shared/scan/evenPaper.ts';
import { extractLines } from '../../shared/scan/extractLines.ts';

type Lines = readonly (readonly Place[])[];

/** px: a line farther than this from every other is as wrong as can be */
export const FARTHEST = 32;

/**
 * px: so much of the canvas is compared, from the top. Below it portraits bear their caption, whose letters are lines that
 * nobody drew.
 */
export const COMPARED = CANVAS_SIZE - captionHeight(CANVAS_SIZE);

export interface Chamfer {
  /** mean distance from the drawn lines to the nearest line of the picture, canvas px */
  readonly drawnToShown: number;
  /** and back: large where the picture shows lines that nobody drew */
  readonly shownToDrawn: number;
}

/** The lines of a square picture of CANVAS_SIZE as an import would see them above its caption, in canvas px. */
export async function linesShownIn(picture: Uint8Array): Promise<Place[][]> {
  const scale = CANVAS_SIZE / WORKING_SIDE;
  const above = { left: 0, top: 0, width: CANVAS_SIZE, height: COMPARED };
  const lines = extractLines(
    await readInkPicture(await sharp(picture).extract(above).png().toBuffer(), ['png']),
  );
  return lines.map((line) => line.map(({ x, y }) => ({ x: x * scale, y: y * scale })));
}

export function chamferDistance(drawn: Lines, shown: Lines): Chamfer {
  const a = pixelsOf(drawn);
  const b = pixelsOf(shown);
  return { drawnToShown: meanDistance(a, b), shownToDrawn: meanDistance(b, a) };
}

/** Side of the canvas with a margin, beyond which no distance counts: the border must not look like a line. */
const SIDE = CANVAS_SIZE + 2 * FARTHEST;

/** The compared pixels that the lines run through, in the canvas with its margin. */
function pixelsOf(lines: Lines): Set<number> {
  const pixels = new Set<number>();
  for (const line of lines) {
    line.forEach((to, i) => {
      const from = line[Math.max(0, i - 1)] as Place;
      const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y)));
      for (let step = 0; step <= steps; step++) {
        const x = Math.floor(from.x + ((to.x - from.x) * step) / steps);
        const y = Math.floor(from.y + ((to.y - from.y) * step) / steps);
        if (x < 0 || y < 0 || x >= CANVAS_SIZE || y >= COMPARED) continue;
        pixels.add((y + FARTHEST) * SIDE + x + FARTHEST);
      }
    });
  }
  return pixels;
}

function meanDistance(from: ReadonlySet<number>, to: ReadonlySet<number>): number {
  // What is no line is "ink" of which the distance to the nearest line, "paper", is asked.
  const data = new Uint8Array(SIDE * SIDE).fill(1);
  for (const pixel of to) data[pixel] = 0;
  const distance = distanceToPaper({ width: SIDE, height: SIDE, data });
  let sum = 0;
  for (const pixel of from) sum += Math.min(FARTHEST, distance[pixel] as number);
  return from.size > 0 ? sum / from.size : FARTHEST;
}
