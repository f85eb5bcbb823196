import { z } from 'zod';

/** How a room is related to others; what is stored of it and told to other servers. */
export const roomFamilySchema = z.object({
  /** the room that it came from; null for the first one */
  root: z.string().nullable(),
  /** each pupil of the class draws a face of their own */
  each: z.boolean(),
  /** rooms that came from it, the oldest first; `by`: a subject of this room */
  children: z.array(z.object({ room: z.string(), title: z.string(), by: z.string() })),
});
export type RoomFamily = z.infer<typeof roomFamilySchema>;
