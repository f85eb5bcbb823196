import { z } from 'zod';
import type { Point } from './canvas.ts';
import { subjectSchema } from './ids.ts';
import { INNER_PART_IDS, PART_IDS, PART_WINDOWS, type PartId } from './parts.ts';

/** Setting of each part: while it is on, only who may lock parts changes that part's strokes and refinement. */
export const lockSchemas = {
  'lock.leftEye': z.boolean(),
  'lock.rightEye': z.boolean(),
  'lock.nose': z.boolean(),
  'lock.mouth': z.boolean(),
  'lock.remainder': z.boolean(),
} as const satisfies Record<`lock.${PartId}`, z.ZodBoolean>;

const holder = subjectSchema.nullable();

/** Who draws a part alone ("I draw the eyes"). Written by the server only, for whoever asked first. */
export const holdSchemas = {
  'hold.leftEye': holder,
  'hold.rightEye': holder,
  'hold.nose': holder,
  'hold.mouth': holder,
  'hold.remainder': holder,
} as const satisfies Record<`hold.${PartId}`, typeof holder>;

/** Who holds each part; nobody holds the missing ones. */
export type PartHolds = ReadonlyMap<PartId, string>;

/** @param get a setting's value by its key */
export function lockedParts(get: (key: keyof typeof lockSchemas) => unknown): ReadonlySet<PartId> {
  return new Set(PART_IDS.filter((part) => get(`lock.${part}`) === true));
}

/** @param get a setting's value by its key */
export function heldParts(get: (key: keyof typeof holdSchemas) => unknown): PartHolds {
  const holds = new Map<PartId, string>();
  for (const part of PART_IDS) {
    const subject = holder.safeParse(get(`hold.${part}`));
    if (subject.success && subject.data) holds.set(part, subject.data);
  }
  return holds;
}

/**
 * The part that a stroke belongs to: of the inner parts whose window holds more than half of its points
 * the one whose centre is nearest (windows overlap); else the remainder.
 */
export function partOf(points: readonly Pick<Point, 'x' | 'y'>[]): PartId {
  const middle = {
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  };
  let nearest: { part: PartId; distance: number } | null = null;
  for (const part of INNER_PART_IDS) {
    const { x, y, width, height } = PART_WINDOWS[part];
    const inside = points.filter((p) => p.x >= x && p.x < x + width && p.y >= y && p.y < y + height);
    if (inside.length * 2 <= points.length) continue;
    const distance = Math.hypot(middle.x - x - width / 2, middle.y - y - height / 2);
    if (!nearest || distance < nearest.distance) nearest = { part, distance };
  }
  return nearest?.part ?? 'remainder';
}
