import { z } from 'zod';
import { CANVAS_SIZE, type Place } from './canvas.ts';
import { MAX_SOUGHT_POINTS, MAX_STROKES } from './limits.ts';

/** Steps a canvas px: finer ones tell no more of where a face is. */
const STEPS = 10;

/** A line as it is sent: x, y, x, y, …, canvas px. */
const packedLineSchema = z
  .array(z.number().min(0).max(CANVAS_SIZE))
  .min(4)
  .refine(({ length }) => length % 2 === 0, 'a place lacks its y');
type PackedLine = z.infer<typeof packedLineSchema>;

/** POST /api/rooms/:roomId/placements: the lines of a drawing whose page fills the canvas, for where its face belongs. */
export const soughtLinesSchema = z.object({
  lines: z
    .array(packedLineSchema)
    .min(1)
    .max(MAX_STROKES)
    .refine((lines) => pointsOf(lines) <= MAX_SOUGHT_POINTS, `at most ${MAX_SOUGHT_POINTS} places`),
});
export type SoughtLines = z.infer<typeof soughtLinesSchema>;

/** What comes back. */
export const facePlacementSchema = z.discriminatedUnion('found', [
  z.object({
    found: z.literal('face'),
    /** from where the lines lie to where they belong: the portrait's networks expect a face there */
    placement: z.object({ scale: z.number().positive(), tilt: z.number(), x: z.number(), y: z.number() }),
  }),
  z.object({ found: z.literal('no-face') }),
  /** these weights cannot look for one */
  z.object({ found: z.literal('no-aligner') }),
]);
export type FacePlacement = z.infer<typeof facePlacementSchema>;

/** As many of the lines, the first ones, as may be sent; null where there are none. @param lines on the canvas, canvas px */
export function packLines(lines: readonly (readonly Place[])[]): SoughtLines | null {
  let points = 0;
  const packed = lines
    .slice(0, MAX_STROKES)
    .filter((line) => {
      points += line.length;
      return points <= MAX_SOUGHT_POINTS;
    })
    .map((line) => line.flatMap(({ x, y }) => [rounded(x), rounded(y)]));
  return packed.length > 0 ? { lines: packed } : null;
}

export function unpackLines({ lines }: SoughtLines): Place[][] {
  return lines.map((line) =>
    Array.from({ length: line.length / 2 }, (_, i) => ({
      x: line[2 * i] as number,
      y: line[2 * i + 1] as number,
    })),
  );
}

function pointsOf(lines: readonly PackedLine[]): number {
  return lines.reduce((sum, line) => sum + line.length / 2, 0);
}

function rounded(px: number): number {
  return Math.round(px * STEPS) / STEPS;
}
