import { z } from 'zod';
import { CLOSE_REASONS, type CloseReason } from '../../shared/closeReasons.ts';
import { subjectSchema } from '../../shared/ids.ts';
import { MAX_PEOPLE_AT_MOST } from '../../shared/limits.ts';
import { roleSchema } from '../../shared/roles.ts';
import type { PresentPerson } from './members.ts';
import type { Topic } from './roomBus.ts';

const reasonSchema = z.enum(Object.keys(CLOSE_REASONS) as [CloseReason, ...CloseReason[]]);

/** What concerns everybody in a room, whichever server they came by. */
const roomActSchema = z.discriminatedUnion('type', [
  /** what is known of the room was changed: it is to be read anew; whoever may not stay then is turned out */
  z.object({ type: z.literal('recordChanged') }),
  /** the room is deleted for good */
  z.object({ type: z.literal('deleted') }),
  /** a person may not stay */
  z.object({
    type: z.literal('turnOut'),
    subject: subjectSchema,
    reason: reasonSchema,
    message: z.string().max(200),
  }),
  /** a person's raised hand goes down */
  z.object({ type: z.literal('lowerHand'), subject: subjectSchema }),
  /** a person's token was renewed on one of their sockets; it counts for all of them */
  z.object({ type: z.literal('renewed'), subject: subjectSchema, expiresAt: z.number() }),
]);
export type RoomAct = z.infer<typeof roomActSchema>;

export const ROOM_ACT: Topic<RoomAct> = { name: 'act', schema: roomActSchema };

/** Who is in the room at a server, and as what. */
export const PEOPLE: Topic<PresentPerson[]> = {
  name: 'people',
  schema: z.array(z.object({ subject: subjectSchema, role: roleSchema })).max(MAX_PEOPLE_AT_MOST),
};
