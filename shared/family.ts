import { z } from 'zod';
import { personNameSchema } from './api.ts';
import { roomIdSchema, secretSchema, subjectSchema } from './ids.ts';

/** Rooms that belong together: a class and the faces of its pupils, a drawing and its branches. */

/** POST /api/rooms/:roomId/family: a room of one's own in a class, a branch in a team. */
export const childWishSchema = z.strictObject({ title: personNameSchema });
/**
 * A pupil's own link to draw; null in a team, whose links open all its rooms. The owner's and the viewers' links of the first
 * room open every one.
 */
export const childRoomSchema = z.object({ roomId: roomIdSchema, secret: secretSchema.nullable() });
export type ChildRoom = z.infer<typeof childRoomSchema>;

export const relativeSchema = z.object({
  room: roomIdSchema,
  title: personNameSchema,
  /** who made it, as known in the first room; null for the first room itself */
  by: subjectSchema.nullable(),
  /** of its document and its portrait, where the room is open: what changed since the last look */
  version: z.number().int().nullable(),
  portrait: z.number().int().nullable(),
  strokes: z.number().int().nullable(),
});
export type Relative = z.infer<typeof relativeSchema>;

/** GET /api/rooms/:roomId/family, whichever of them is asked; /:room/portrait and /:room/document below it. */
export const familySchema = z.object({
  /** the first room comes first */
  rooms: z.array(relativeSchema),
});
export type Family = z.infer<typeof familySchema>;

/** PUT /api/rooms/:roomId/class: an owner leads all rooms of a class at once. */
export const classActSchema = z
  .strictObject({
    frozen: z.boolean(),
    cursorsHidden: z.boolean(),
    /** the drawing that everybody is shown */
    showcase: roomIdSchema.nullable(),
  })
  .partial();
export type ClassAct = z.infer<typeof classActSchema>;

/** A name as a class uses it: no personal data beyond the first one. */
export function firstNameOf(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}
