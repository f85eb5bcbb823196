import { CANVAS_SIZE } from '../shared/canvas.ts';
import { PART_IDS, type PartId } from '../shared/parts.ts';
import { type Coverage, drawPolyline, inkBounds, type Place } from './linePen.ts';
import { LruCache } from './lruCache.ts';
import type { Weights } from './weights.ts';

/** px: side of the square shadow guide. Half the canvas: it is shown blurred by its own blending. */
export const GUIDE_SIZE = 256;

/** canvas px: a little wider than the strokes' pen, so that neighbours' lines meet when they are blended. */
const GUIDE_PEN = 4;

/** Points are in 1/8 canvas px. */
const POINT_UNITS = 8;

/** Stored steps are in 1/2 canvas px. */
const STEP = POINT_UNITS / 2;

/** Drawn parts kept: 10 neighbours × 5 parts for some 20 rooms; 1–10 KB each. */
const CACHE_ENTRIES = 1000;

const SCALE = GUIDE_SIZE / CANVAS_SIZE;

/** The line art of all faces as the manifest describes it. */
export interface GuideArrays {
  /** [P × 2] in 1/8 canvas px */
  readonly points: Int16Array;
  /** [T + 1] */
  readonly strokeStarts: Int32Array;
  /** [T] index into PART_IDS */
  readonly strokeParts: Uint8Array;
  /** [N + 1] */
  readonly faceStarts: Int32Array;
}

/** One face's line art of one part, drawn: only the pixels with ink, since lines leave most paper blank. */
export interface PartArt {
  /** row-major places in the guide */
  readonly pixels: Uint16Array;
  /** 1…255, one a pixel */
  readonly ink: Uint8Array;
}

/** Origins and steps as the manifest describes them → every point of every stroke. */
export function unpackStrokes(
  origins: Int16Array,
  steps: Int8Array,
  stepCounts: Uint8Array,
): Pick<GuideArrays, 'points' | 'strokeStarts'> {
  const points = new Int16Array(origins.length + steps.length);
  const strokeStarts = new Int32Array(stepCounts.length + 1);
  let to = 0;
  let from = 0;
  stepCounts.forEach((count, stroke) => {
    let x = origins[2 * stroke] as number;
    let y = origins[2 * stroke + 1] as number;
    points[to++] = x;
    points[to++] = y;
    for (let step = 0; step < count; step++) {
      x += STEP * (steps[from++] as number);
      y += STEP * (steps[from++] as number);
      points[to++] = x;
      points[to++] = y;
    }
    strokeStarts[stroke + 1] = to / 2;
  });
  return { points, strokeStarts };
}

/** The canonical line drawing of every face, part by part. */
export class GuideArt {
  private readonly drawn = new LruCache<number, PartArt>(CACHE_ENTRIES);

  private readonly scratch: Coverage = {
    width: GUIDE_SIZE,
    height: GUIDE_SIZE,
    data: new Uint8Array(GUIDE_SIZE * GUIDE_SIZE),
  };

  constructor(private readonly arrays: GuideArrays) {}

  static async load(weights: Weights): Promise<GuideArt> {
    const { origins, steps, stepCounts, strokeParts, faceStarts } = weights.manifest.guides;
    return new GuideArt({
      ...unpackStrokes(
        await weights.array(origins, Int16Array),
        await weights.array(steps, Int8Array),
        await weights.array(stepCounts, Uint8Array),
      ),
      strokeParts: await weights.array(strokeParts, Uint8Array),
      faceStarts: await weights.array(faceStarts, Int32Array, weights.manifest.faces.count + 1),
    });
  }

  /** A face's part, drawn. */
  draw(face: number, part: PartId): PartArt {
    const partIndex = PART_IDS.indexOf(part);
    return this.drawn.getOrMake(face * PART_IDS.length + partIndex, () => {
      const lines = this.strokes(face, partIndex).map((line) =>
        line.map(({ x, y }) => ({ x: x * SCALE, y: y * SCALE })),
      );
      return takeInk(lines, this.scratch);
    });
  }

  /** A face's strokes of one part in canvas px. @param partIndex index into PART_IDS */
  strokes(face: number, partIndex: number): Place[][] {
    const { points, strokeStarts, strokeParts, faceStarts } = this.arrays;
    const found: Place[][] = [];
    for (let stroke = faceStarts[face] as number; stroke < (faceStarts[face + 1] as number); stroke++) {
      if (strokeParts[stroke] !== partIndex) continue;
      const line: Place[] = [];
      for (let p = strokeStarts[stroke] as number; p < (strokeStarts[stroke + 1] as number); p++) {
        line.push({
          x: (points[2 * p] as number) / POINT_UNITS,
          y: (points[2 * p + 1] as number) / POINT_UNITS,
        });
      }
      found.push(line);
    }
    return found;
  }
}

/** Draws lines on blank scratch paper, collects their pixels and leaves the paper blank again. */
function takeInk(lines: readonly Place[][], scratch: Coverage): PartArt {
  const radius = (GUIDE_PEN * SCALE) / 2;
  for (const line of lines) drawPolyline(scratch, line, radius);
  const pixels: number[] = [];
  const ink: number[] = [];
  for (const line of lines) {
    const { x, y, width, height } = inkBounds(line, radius);
    for (let row = Math.max(0, y); row < Math.min(GUIDE_SIZE, y + height); row++) {
      for (let column = Math.max(0, x); column < Math.min(GUIDE_SIZE, x + width); column++) {
        const pixel = row * GUIDE_SIZE + column;
        const value = scratch.data[pixel] as number;
        if (value === 0) continue;
        pixels.push(pixel);
        ink.push(value);
        scratch.data[pixel] = 0;
      }
    }
  }
  return { pixels: Uint16Array.from(pixels), ink: Uint8Array.from(ink) };
}
